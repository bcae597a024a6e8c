import { join } from 'node:path'
import { fillPages } from './docs/fill-pages.ts'
import { findStale } from './docs/find-stale.ts'
import { renderPages } from './docs/pages.ts'
import { readReference } from './reference/read-reference.ts'
import { findGaps } from './standards/coverage.ts'
import { readCoverage } from './standards/read-coverage.ts'

/** `node tools/check-standards.ts`: fails for a row or an attack that nothing shows and for a page out of date. */
const root = join(import.meta.dirname, '..')
const coverage = readCoverage(root)
const gaps = findGaps(coverage)
const pages = renderPages(coverage, readReference(root))
const stale = findStale(root, new Map([...pages, ...fillPages(root)]))
for (const gap of gaps) console.error(gap)
for (const path of stale) console.error(`${path} is out of date: \`npm run docs\` writes it anew`)
if (gaps.length + stale.length > 0) process.exitCode = 1
else
  console.log(
    'every row of priority 1 and every attack in scope is shown, every generated page up to date',
  )
