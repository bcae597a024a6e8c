import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceFile } from 'typescript/unstable/ast'
import { parseSources } from './parse-sources.ts'

/** The syntax trees of the sources under a root that match the patterns, in the order of their paths. */
export function parseFolder(
  root: string,
  patterns: readonly string[],
): ReadonlyMap<string, SourceFile> {
  const paths = globSync(patterns, { cwd: root }).map((path) => path.replaceAll('\\', '/'))
  return parseSources(
    new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')])),
  )
}
