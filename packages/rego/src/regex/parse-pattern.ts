import { ClassBuilder } from './class-builder.ts'
import { everyCodePoint } from './code-points.ts'
import { parseBrackets, parseNamedClass } from './parse-class.ts'
import { parseEscape } from './parse-escape.ts'
import { parseGroupStart } from './parse-group-start.ts'
import { parseRepeatRange, type RepeatRange } from './parse-repeat-range.ts'
import { PatternCursor } from './pattern-cursor.ts'
import type { Assertion, Pattern, PatternNode } from './pattern-node.ts'
import { RegexError } from './regex-error.ts'
import { TreeBuilder } from './tree-builder.ts'

const notNewline = [0, 9, 11, 0x10ffff]

const assertions: ReadonlyMap<string, Assertion> = new Map([
  ['A', 'text-start'],
  ['z', 'text-end'],
  ['b', 'word-boundary'],
  ['B', 'no-word-boundary'],
])

/**
 * Reads a regular expression in the syntax of RE2 as Go's `regexp` has it. Throws RegexError with Go's
 * text for anything else, look-around and references to groups among it.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function parsePattern(text: string): Pattern {
  const cursor = new PatternCursor(text)
  const tree = new TreeBuilder(text)
  /** Where the repetition starts that the last step ended with, to refuse `a**`. */
  let repeatedAt = -1
  while (!cursor.done) {
    const start = cursor.at
    const range = parseRepeatRange(cursor)
    if (range !== undefined) repeat(cursor, tree, range, start, repeatedAt)
    else step(cursor, tree)
    repeatedAt = range === undefined ? -1 : start
  }
  return tree.done()
}

function step(cursor: PatternCursor, tree: TreeBuilder): void {
  const character = cursor.peek()
  if (character === '(') open(cursor, tree)
  else if (character === '[') tree.character(parseBrackets(cursor, tree.flags.fold))
  else if (character === '\\') escaped(cursor, tree)
  else plain(cursor, tree)
}

function plain(cursor: PatternCursor, tree: TreeBuilder): void {
  const { lines, dotAll } = tree.flags
  const codePoint = cursor.take()
  switch (String.fromCodePoint(codePoint)) {
    case ')':
      tree.close()
      break
    case '|':
      tree.nextOption()
      break
    case '^':
      tree.assert(lines ? 'line-start' : 'text-start')
      break
    case '$':
      tree.assert(lines ? 'line-end' : 'text-end')
      break
    case '.':
      tree.character({ kind: 'ranges', ranges: dotAll ? everyCodePoint : notNewline })
      break
    default:
      literal(tree, codePoint)
  }
}

function open(cursor: PatternCursor, tree: TreeBuilder): void {
  const start = parseGroupStart(cursor, tree.flags)
  if (start.kind === 'flags') tree.flags = start.flags
  else tree.open(start)
}

function escaped(cursor: PatternCursor, tree: TreeBuilder): void {
  const letter = cursor.peek(1)
  const assertion = assertions.get(letter)
  if (assertion !== undefined) {
    cursor.at += 2
    tree.assert(assertion)
  } else if (letter === 'Q') quoted(cursor, tree)
  else if (letter === 'C') throw new RegexError('invalid escape sequence', '\\C')
  else {
    const named = parseNamedClass(cursor, tree.flags.fold)
    if (named === undefined) literal(tree, parseEscape(cursor))
    else tree.character(named)
  }
}

/** `\Q…\E`: nothing between them is special. */
function quoted(cursor: PatternCursor, tree: TreeBuilder): void {
  cursor.at += 2
  const close = cursor.text.indexOf('\\E', cursor.at)
  const end = close < 0 ? cursor.text.length : close
  while (cursor.at < end) literal(tree, cursor.take())
  if (close >= 0) cursor.at = close + 2
}

function literal(tree: TreeBuilder, codePoint: number): void {
  const builder = new ClassBuilder(tree.flags.fold)
  builder.addRange(codePoint, codePoint)
  tree.character(builder.done(false))
}

function repeat(
  cursor: PatternCursor,
  tree: TreeBuilder,
  range: RepeatRange,
  start: number,
  repeatedAt: number,
): void {
  const { min, max } = range
  if (min > 1000 || (max > 1000 && max !== Number.POSITIVE_INFINITY) || min > max) {
    throw new RegexError('invalid repeat count', cursor.since(start))
  }
  const lazy = cursor.peek() === '?'
  if (lazy) cursor.at++
  if (repeatedAt >= 0) {
    throw new RegexError('invalid nested repetition operator', cursor.since(repeatedAt))
  }
  const body = tree.takeLast()
  if (body === undefined) {
    throw new RegexError('missing argument to repetition operator', cursor.since(start))
  }
  const node: PatternNode = { kind: 'repeat', body, min, max, greedy: lazy === tree.flags.lazy }
  tree.add(node, () => new RegexError('invalid repeat count', cursor.since(start)))
}
