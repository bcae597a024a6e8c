import { ClassBuilder } from './class-builder.ts'
import { lastCodePoint } from './code-points.ts'
import { perlClasses, posixClasses, unicodeClass } from './named-classes.ts'
import { parseEscape } from './parse-escape.ts'
import type { PatternCursor } from './pattern-cursor.ts'
import type { CharacterSet } from './pattern-node.ts'
import { RegexError } from './regex-error.ts'

/** `[…]` */
export function parseBrackets(cursor: PatternCursor, fold: boolean): CharacterSet {
  const start = cursor.at
  const builder = new ClassBuilder(fold)
  cursor.at++
  const negated = cursor.peek() === '^'
  if (negated) cursor.at++
  for (let first = true; cursor.peek() !== ']' || first; first = false) {
    if (takePosixClass(cursor, builder)) continue
    if (takeNamedClass(cursor, builder)) continue
    takeRange(cursor, builder, start)
  }
  cursor.at++
  return builder.done(negated)
}

/** `\d`, `\pL`, `\p{Greek}` and their like outside brackets; undefined where there is none. */
export function parseNamedClass(cursor: PatternCursor, fold: boolean): CharacterSet | undefined {
  const builder = new ClassBuilder(fold)
  return takeNamedClass(cursor, builder) ? builder.done(false) : undefined
}

function takeRange(cursor: PatternCursor, builder: ClassBuilder, bracket: number): void {
  const start = cursor.at
  const first = takeCharacter(cursor, bracket)
  let last = first
  if (cursor.peek() === '-' && cursor.peek(1) !== '' && cursor.peek(1) !== ']') {
    cursor.at++
    last = takeCharacter(cursor, bracket)
    if (last < first) throw new RegexError('invalid character class range', cursor.since(start))
  }
  builder.addRange(first, last)
}

function takeCharacter(cursor: PatternCursor, bracket: number): number {
  if (cursor.done) throw new RegexError('missing closing ]', cursor.text.slice(bracket))
  return cursor.peek() === '\\' ? parseEscape(cursor) : cursor.take()
}

/** `[:alpha:]`, `[:^alpha:]` */
function takePosixClass(cursor: PatternCursor, builder: ClassBuilder): boolean {
  if (!cursor.startsWith('[:')) return false
  const end = cursor.text.indexOf(':]', cursor.at + 2)
  if (end < 0) return false
  const name = cursor.text.slice(cursor.at + 2, end)
  const negated = name.startsWith('^')
  const set = posixClasses.get(negated ? name.slice(1) : name)
  if (set === undefined) throw new RegexError('invalid character class range', `[:${name}:]`)
  builder.addNamed(set, negated)
  cursor.at = end + 2
  return true
}

function takeNamedClass(cursor: PatternCursor, builder: ClassBuilder): boolean {
  if (cursor.peek() !== '\\') return false
  const letter = cursor.peek(1)
  if (letter === 'p' || letter === 'P') {
    takeUnicodeClass(cursor, builder)
    return true
  }
  const small = letter.toLowerCase()
  const set = perlClasses.get(small)
  if (set === undefined) return false
  builder.addNamed(set, letter !== small)
  cursor.at += 2
  return true
}

/** `\pL`, `\PL`, `\p{Greek}`, `\p{^Greek}` */
function takeUnicodeClass(cursor: PatternCursor, builder: ClassBuilder): void {
  const start = cursor.at
  const capital = cursor.peek(1) === 'P'
  const name = takeUnicodeName(cursor)
  const caret = name.startsWith('^')
  const negated = capital !== caret
  const sought = caret ? name.slice(1) : name
  const special = sought.replace(/[-_ ]/g, '').toLowerCase()
  const table = unicodeClass(sought)
  if (special === 'any') {
    if (!negated) builder.addNamed([0, lastCodePoint], false)
  } else if (special === 'ascii') builder.addNamed([0, 0x7f], negated)
  else if (special === 'assigned') builder.addTable('Cn', !negated)
  else if (table !== undefined) builder.addTable(table, negated)
  else throw new RegexError('invalid character class range', cursor.since(start))
}

function takeUnicodeName(cursor: PatternCursor): string {
  const start = cursor.at
  cursor.at += 2
  if (cursor.peek() !== '{') {
    const codePoint = cursor.take()
    return codePoint < 0 ? '' : String.fromCodePoint(codePoint)
  }
  const end = cursor.text.indexOf('}', cursor.at)
  if (end < 0) throw new RegexError('invalid character class range', cursor.text.slice(start))
  const name = cursor.text.slice(cursor.at + 1, end)
  cursor.at = end + 1
  return name
}
