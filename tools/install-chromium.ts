import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findChromium } from '../test/support/chromium.ts'

/**
 * Installs Chromium for the browser tests where it is missing and can be had without asking: as root
 * on Debian. Elsewhere, and when that fails, those tests are skipped and say why.
 */
export function installChromium(): void {
  if (findChromium() !== undefined || process.env.CHROMIUM_PATH !== undefined) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  console.log('installing Chromium, which the browser tests need (only once)')
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    const { status, stderr } = spawnSync('apt-get', ['--quiet=2', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      timeout: 300_000,
    })
    if (status !== 0) {
      console.log(`Chromium could not be installed; its tests are skipped\n${stderr}`)
      return
    }
  }
}
