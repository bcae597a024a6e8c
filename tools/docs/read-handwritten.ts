import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedFrom } from './markdown.ts'

/** The pages that people write, by their path: README.md and its like, and docs. */
export function readHandwritten(root: string): ReadonlyMap<string, string> {
  const paths = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).sort()
  const pages = paths.map((path) => [path, readFileSync(join(root, path), 'utf8')] as const)
  const [isGenerated = ''] = generatedFrom('').split(' from ')
  return new Map(pages.filter(([, text]) => !text.startsWith(isGenerated)))
}
