import { type CodePoints, everyCodePoint, joinRanges, without } from '../../regex/code-points.ts'
import type { Pattern, PatternNode } from '../../regex/pattern-node.ts'
import { TreeBuilder } from '../../regex/tree-builder.ts'
import { codePoints } from '../../values/text.ts'
import { BuiltinError } from '../builtin.ts'

/**
 * Reads a glob: `*` any characters but delimiters, `**` any characters, `?` one that is no delimiter,
 * `[abc]`, `[a-z]`, `[!a-z]` one character, `{a,b}` either, `\` before what is meant as it stands. It
 * matches whole texts. Throws BuiltinError for what is no glob.
 */
export function parseGlob(glob: string, delimiters: readonly number[]): Pattern {
  const delimiterSet = joinRanges(delimiters.flatMap((delimiter) => [delimiter, delimiter]))
  return new GlobParser(glob, without(delimiterSet)).parse()
}

/** Ends a glob as if nothing came after it, in OPA too. */
const terminator = '\0'

class GlobParser {
  readonly #characters: readonly string[]
  readonly #tree: TreeBuilder
  readonly #noDelimiter: CodePoints
  #at = 0
  /** How many `{` are open. */
  #depth = 0

  constructor(glob: string, noDelimiter: CodePoints) {
    this.#characters = codePoints(glob)
    this.#tree = new TreeBuilder(glob)
    this.#noDelimiter = noDelimiter
  }

  parse(): Pattern {
    this.#tree.assert('text-start')
    for (let next = this.#take(); next !== ''; next = this.#take()) this.#part(next)
    for (; this.#depth > 0; this.#depth--) this.#tree.close()
    this.#tree.assert('text-end')
    return this.#tree.done()
  }

  #part(character: string): void {
    if (character === '*') this.#star()
    else if (character === '?') this.#one(this.#noDelimiter)
    else if (character === '[') this.#one(this.#brackets())
    else if (character === '{') this.#open()
    else if (character === '}' && this.#depth > 0) this.#close()
    else if (character === ',' && this.#depth > 0) this.#tree.nextOption()
    else if (character === '\\') this.#text(this.#take())
    else this.#text(character)
  }

  #star(): void {
    const everything = this.#peek() === '*'
    if (everything) this.#at++
    this.#one(everything ? everyCodePoint : this.#noDelimiter)
    const body = this.#tree.takeLast() as PatternNode
    const repeat = {
      kind: 'repeat',
      body,
      min: 0,
      max: Number.POSITIVE_INFINITY,
      greedy: true,
    } as const
    this.#tree.add(repeat, () => new BuiltinError('pattern too large'))
  }

  #open(): void {
    this.#depth++
    this.#tree.open({ kind: 'plain', flags: this.#tree.flags })
  }

  #close(): void {
    this.#depth--
    this.#tree.close()
  }

  /** Empty: after a `\` at the end. */
  #text(character: string): void {
    if (character !== '') this.#one(single(character))
  }

  #one(ranges: CodePoints): void {
    this.#tree.character({ kind: 'ranges', ranges })
  }

  #brackets(): CodePoints {
    let first = this.#takeWithin()
    const negated = first === '!'
    if (negated) first = this.#takeWithin()
    const set = this.#peek() === '-' ? this.#range(first) : this.#list(first)
    return negated ? without(set) : set
  }

  /** `a-z]` after the `a` */
  #range(first: string): CodePoints {
    this.#at++
    const last = this.#takeWithin()
    this.#closeBracket()
    if (codePoint(last) < codePoint(first)) {
      throw new BuiltinError(`hi character '${last}' should be greater than lo '${first}'`)
    }
    return [codePoint(first), codePoint(last)]
  }

  /** `abc]` after the `a`: here `-` is a character like others. */
  #list(first: string): CodePoints {
    this.#at -= 1
    const ranges: number[] = []
    for (let next = first; next !== ']'; next = this.#peek()) {
      this.#at++
      const character = next === '\\' ? this.#takeWithin() : next
      if (character === '') break
      ranges.push(...single(character))
    }
    this.#closeBracket()
    if (ranges.length === 0) throw new BuiltinError('could not parse range')
    return joinRanges(ranges)
  }

  #closeBracket(): void {
    if (this.#takeWithin() !== ']') throw new BuiltinError('expected close range character')
  }

  /** The next character; it must be there. */
  #takeWithin(): string {
    const character = this.#take()
    if (character === '') throw new BuiltinError('unexpected end of input')
    return character
  }

  /** The next character; empty at the end. */
  #take(): string {
    const character = this.#peek()
    if (character !== '') this.#at++
    return character
  }

  #peek(): string {
    const character = this.#characters[this.#at] ?? ''
    if (
      character === '\ufffd' ||
      (character >= '\ud800' && character <= '\udfff' && character.length === 1)
    ) {
      throw new BuiltinError('could not read rune')
    }
    return character === terminator ? '' : character
  }
}

function single(character: string): CodePoints {
  return [codePoint(character), codePoint(character)]
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0
}
