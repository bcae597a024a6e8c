import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseFolder } from '../typescript/parse-folder.ts'
import { type Coverage, coverRows } from './coverage.ts'
import { parseRows } from './parse-rows.ts'
import { readCitations } from './read-citations.ts'

/** Where tests are: files of tests, and the suites and matrices that such files run. */
const testFiles = [
  '{packages,examples}/*/{test,test-long}/**/*.ts',
  '{test,test-long,conformance}/**/*.ts',
  'packages/*/src/contract/**/*.ts',
]

/** The rows of a repository and the tests that cite them. */
export function readCoverage(root: string): Coverage {
  const list = parseRows(readFileSync(join(root, 'docs/standards/rows.md'), 'utf8'))
  const files = parseFolder(root, testFiles)
  return coverRows(list, new Map([...files].map(([path, file]) => [path, readCitations(file)])))
}
