import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The paths of the pages that are missing under a root, or are not what they should be. */
export function findStale(root: string, pages: ReadonlyMap<string, string>): readonly string[] {
  return [...pages]
    .filter(([path, text]) => {
      const file = join(root, path)
      return !existsSync(file) || readFileSync(file, 'utf8') !== text
    })
    .map(([path]) => path)
}
