import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fillPages } from './docs/fill-pages.ts'
import { findStale } from './docs/find-stale.ts'
import { renderPages } from './docs/pages.ts'
import { readReference } from './reference/read-reference.ts'
import { readCoverage } from './standards/read-coverage.ts'

/**
 * `node tools/docs.ts`: writes every generated page that is not as it should be, and every page whose
 * code is not what its source says, and names it.
 */
const root = join(import.meta.dirname, '..')
const pages = new Map([...renderPages(readCoverage(root), readReference(root)), ...fillPages(root)])
const stale = findStale(root, pages)
for (const path of stale) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), pages.get(path) ?? '')
  console.log(`wrote ${path}`)
}
if (stale.length === 0)
  console.log(`all ${pages.size} pages that hold generated text are up to date`)
