import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string }[]
}

/**
 * Judges the page that is open: it does not scroll sideways, and axe finds nothing to object to, by day
 * and by night. With `SHOTS` in the environment a picture is left in that folder.
 */
export async function judgePage(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0
  const client = await page.context().newCDPSession(page)
  const { cssContentSize } = await client.send('Page.getLayoutMetrics')
  await client.detach()
  assert.ok(cssContentSize.width <= width, `${name}: ${cssContentSize.width} of ${width} pixels`)
  assert.deepEqual(await findViolations(page), [], `${name}, ${width} pixels`)
  // By night only the colours are others.
  await page.emulateMedia({ colorScheme: 'dark' })
  assert.deepEqual(await findViolations(page, 'color-contrast'), [], `${name}, dark`)
  await page.emulateMedia({ colorScheme: 'light' })
  if (process.env.SHOTS === undefined) return
  await page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true })
}

/** Evaluated through the debugger, which a page's CSP does not bind. */
async function findViolations(page: Page, rule?: string): Promise<readonly string[]> {
  await page.evaluate(axe)
  const options = rule === undefined ? '{}' : JSON.stringify({ runOnly: [rule] })
  const violations: readonly Violation[] = await page.evaluate(
    `axe.run(${options}).then((answer) => answer.violations)`,
  )
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`)
}
