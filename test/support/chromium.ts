import { accessSync, constants } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Where Debian's package puts it, and a few other places where people have it. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The path of the first Chromium found: `CHROMIUM_PATH`, else the usual places; undefined: none. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  return (named === undefined || named === '' ? places : [named]).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The reason to skip a test that needs a browser; false where there is one. For `{ skip }`. */
export function chromiumMissing(): string | false {
  return findChromium() === undefined
    ? 'needs Chromium: install it (Debian: `apt-get install chromium`) or set CHROMIUM_PATH'
    : false
}

/**
 * Starts a headless Chromium that talks to nobody of its own accord. The caller closes it.
 * Throws where there is none: ask `chromiumMissing` first.
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('there is no Chromium on this machine')
  return chromium.launch({
    executablePath,
    args: [
      // Containers run as root, where Chromium's sandbox does not start. Only our own pages are opened.
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}
