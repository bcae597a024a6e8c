import { type AnnotationsDraft, annotationsFrom } from './annotations-from.ts'
import type { Comment } from './ast.ts'
import type { Diagnostic } from './diagnostic.ts'
import { sourceLines } from './error-lines.ts'
import { readMetadata } from './read-metadata.ts'
import { mostProblems } from './token-stream.ts'

/** The `# METADATA` blocks among the comments of a text. */
export function parseAnnotations(
  comments: readonly Comment[],
  source: string,
): { readonly annotations: AnnotationsDraft[]; readonly diagnostics: Diagnostic[] } {
  const annotations: AnnotationsDraft[] = []
  const diagnostics: Diagnostic[] = []
  for (const block of blocks(comments)) {
    if (diagnostics.length >= mostProblems) break
    const parsed = parseBlock(block)
    if ('annotations' in parsed) annotations.push(parsed.annotations)
    else {
      const { message, location } = parsed
      const details = sourceLines(source, location.offset)
      diagnostics.push({ code: 'rego_parse_error', message, location, details })
    }
  }
  return { annotations, diagnostics }
}

interface Block {
  readonly first: Comment
  readonly lines: readonly Comment[]
}

/** A block ends with its last comment line without a gap. */
function blocks(comments: readonly Comment[]): Block[] {
  const found: { first: Comment; lines: Comment[] }[] = []
  let open: { first: Comment; lines: Comment[] } | undefined
  let row = 0
  for (const comment of comments) {
    const { location } = comment
    if (startsBlock(comment)) {
      open = { first: comment, lines: [] }
      found.push(open)
    } else if (open !== undefined && location.col === 1 && location.row === row + 1) {
      open.lines.push(comment)
    } else open = undefined
    row = location.row
  }
  return found
}

function startsBlock({ text, location }: Comment): boolean {
  return location.col === 1 && text.trim().startsWith('METADATA')
}

function parseBlock({
  first,
  lines,
}: Block): { readonly annotations: AnnotationsDraft } | Pick<Diagnostic, 'message' | 'location'> {
  const text = lines.map((line) => `${line.text.replace(/^ /, '')}\n`).join('')
  if (text.trim() === '') {
    return { message: 'expected METADATA block, found whitespace', location: first.location }
  }
  const read = readMetadata(text)
  if ('problem' in read) {
    // The line after the one that is meant, as ever.
    const line = read.line === undefined ? lines[0] : (lines[read.line] ?? lines.at(-1))
    const message = read.problem + spaceHints(lines)
    return { message, location: (line ?? first).location }
  }
  const end = (lines.at(-1) ?? first).location.end
  const made = annotationsFrom(read.metadata, { ...first.location, end })
  return typeof made === 'string'
    ? { message: made, location: first.location }
    : { annotations: made }
}

/** A guess at the cause: `key:value` without a space, or with one that YAML does not know. */
function spaceHints(lines: readonly Comment[]): string {
  return lines.map(spaceHint).join('')
}

function spaceHint({ text, location }: Comment): string {
  const parts = text.split(':').slice(1)
  const found: string[] = []
  for (const [index, part] of parts.entries()) {
    if (part === '' && index === parts.length - 1) break
    if (part.startsWith(' ') || part.startsWith('\t')) break
    found.push(quotedCharacter(part))
  }
  if (found.length === 0) return ''
  return `\n  Hint: on line ${location.row}, symbol(s) [${found.join(' ')}] immediately following a key/value separator ':' is not a legal yaml space character`
}

function quotedCharacter(text: string): string {
  const code = text.codePointAt(0)
  if (code === undefined) return "'\\ufffd'"
  if (code === 39 || code === 92) return `'\\${String.fromCodePoint(code)}'`
  if (code >= 32 && code < 127) return `'${String.fromCodePoint(code)}'`
  const hex = code.toString(16)
  return code > 0xffff ? `'\\U${hex.padStart(8, '0')}'` : `'\\u${hex.padStart(4, '0')}'`
}
