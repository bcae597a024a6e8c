import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillSnippets, hasSnippets } from './fill-snippets.ts'
import { readHandwritten } from './read-handwritten.ts'

/** Every page of the docs that shows code of the repository, as it should be, by its path. */
export function fillPages(root: string): ReadonlyMap<string, string> {
  const readSource = (path: string) => {
    const file = join(root, path)
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined
  }
  return new Map(
    [...readHandwritten(root)]
      .filter(([, page]) => hasSnippets(page))
      .map(([path, page]) => [path, fillPage(path, page, readSource)]),
  )
}

function fillPage(path: string, page: string, readSource: Parameters<typeof fillSnippets>[1]) {
  try {
    return fillSnippets(page, readSource)
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : error}`)
  }
}
