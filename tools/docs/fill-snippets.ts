import { takeRegion } from './take-region.ts'

/** The text of a file of the repository; undefined where there is none. */
type ReadSource = (path: string) => string | undefined

/**
 * A page with every block of code after a line `<!-- from PATH -->` or `<!-- from PATH#REGION -->` as
 * the file has it now. Throws where a marker names nothing, or no block follows it.
 */
export function fillSnippets(page: string, readSource: ReadSource): string {
  const lines = page.split('\n')
  const filled: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    filled.push(line)
    const reference = MARKER.exec(line)?.[1]
    if (reference === undefined) continue
    const opening = lines[at + 1] ?? ''
    const closing = lines.indexOf('```', at + 2)
    if (!/^```\w+$/.test(opening) || closing === -1) {
      throw new Error(`\`${reference}\`: a block of code must follow the marker`)
    }
    filled.push(opening, readSnippet(reference, readSource), '```')
    at = closing
  }
  return filled.join('\n')
}

/** Whether any block of a page comes from a file. */
export function hasSnippets(page: string): boolean {
  return page.split('\n').some((line) => MARKER.test(line))
}

const MARKER = /^<!-- from (\S+) -->$/

function readSnippet(reference: string, readSource: ReadSource): string {
  const [path = '', region] = reference.split('#')
  const source = readSource(path)
  if (source === undefined) throw new Error(`\`${reference}\`: there is no such file`)
  const snippet = takeRegion(source, region)
  if (snippet === undefined) throw new Error(`\`${reference}\`: the file has no such region`)
  return snippet
}
