import { createHash } from 'node:crypto'
import type { SourceFiles } from '../source/source-files.ts'

/** SHA-256 of all files and their paths, whatever their order, in hexadecimal. */
export function digestFiles(files: SourceFiles): string {
  const hash = createHash('sha256')
  for (const path of [...files.keys()].sort()) {
    const content = files.get(path) ?? new Uint8Array()
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
