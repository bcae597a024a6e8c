import { lengthOf } from '../../values/text.ts'

const indentWidth = 2
/** A text goes on in the next line at the first space beyond so many columns. */
const bestWidth = 80
const anyBreak = /[\n\r\u0085\u2028\u2029]/
const escapes: { readonly [character: string]: string } = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
}
const printable = /^[ -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/

/** YAML in the making: knows where in the line it is and how deep. */
export class YamlText {
  readonly #pieces: string[] = []
  #column = 0
  /** Columns; -1 before the first level. */
  #indent = -1
  /** What was written last is space. */
  #afterSpace = true
  /** The line holds nothing yet but space and indicators. */
  #onlyIndented = true

  get onlyIndented(): boolean {
    return this.#onlyIndented
  }

  done(): string {
    this.newLine()
    return this.#pieces.join('')
  }

  /** Writes what stands one level deeper; with `flat` no deeper than what is around it. */
  indented(flat: boolean, write: () => void): void {
    const before = this.#indent
    if (before < 0) this.#indent = 0
    else if (!flat) this.#indent += indentWidth
    write()
    this.#indent = before
  }

  /** Goes to the indent of the level, on a new line unless this one has nothing in it yet. */
  newLine(): void {
    const indent = Math.max(this.#indent, 0)
    const there = this.#column < indent || (this.#column === indent && this.#afterSpace)
    if (!this.#onlyIndented || !there) this.#break('\n')
    if (this.#column < indent) this.#put(' '.repeat(indent - this.#column))
    this.#afterSpace = true
    this.#onlyIndented = true
  }

  /** `-`, `?` or `:` before what it announces, which may begin on the same line. */
  indicator(sign: string): void {
    this.#space()
    this.#put(sign)
    this.#afterSpace = false
  }

  /** Right behind a key. */
  colon(): void {
    this.#put(':')
    this.#afterSpace = false
    this.#onlyIndented = false
  }

  /** With `wrap` long texts go over several lines; so too below. */
  plain(text: string, wrap = false): void {
    this.#space()
    this.#scalarLevel(() => this.#words(text, wrap))
    this.#written()
  }

  singleQuoted(text: string, wrap: boolean): void {
    this.#quote("'", () => {
      for (const [i, line] of linesOf(text).entries()) {
        const [rest, end] = withoutBreak(line)
        if (i > 0 && rest !== '') this.newLine()
        this.#words(rest.replaceAll("'", "''"), wrap)
        if (end === '') continue
        this.#break(end)
        this.#onlyIndented = true
      }
    })
  }

  doubleQuoted(text: string, wrap: boolean): void {
    // With a byte order mark in front go-yaml escapes all.
    const escapeAll = text.startsWith('\ufeff')
    let escaped = ''
    for (const character of text) {
      const asItIs = printable.test(character) && character !== '"' && character !== '\\'
      const inLine = asItIs && !anyBreak.test(character) && !escapeAll
      escaped += inLine ? character : escapeSequence(character)
    }
    this.#quote('"', () => this.#words(escaped, wrap, '\\'))
  }

  literal(text: string): void {
    this.#space()
    const hint = /^[ \n\r\u0085\u2028\u2029]/.test(text) ? String(indentWidth) : ''
    this.#put(`|${hint}${chomping(text)}`)
    this.#break('\n')
    this.#scalarLevel(() => {
      this.#onlyIndented = true
      this.#afterSpace = true
      for (const line of linesOf(text)) {
        const [rest, end] = withoutBreak(line)
        if (rest !== '') {
          this.newLine()
          this.#put(rest)
          this.#onlyIndented = false
        }
        if (end !== '') {
          this.#break(end)
          this.#onlyIndented = true
        }
      }
    })
  }

  /**
   * A row of characters, which may break at single spaces; with `mark`, put before those that follow on the
   * next line, at others too.
   */
  #words(text: string, wrap: boolean, mark?: string): void {
    let from = 0
    for (let at = text.indexOf(' '); wrap && at >= 0; at = text.indexOf(' ', at + 1)) {
      const next = text.charAt(at + 1)
      const single = text.charAt(at - 1) !== ' ' && (mark !== undefined || next !== ' ')
      if (!single || at === 0 || next === '') continue
      if (this.#column + (at - from) <= bestWidth) continue
      if (this.#column + lengthOf(text.slice(from, at)) <= bestWidth) continue
      this.#put(text.slice(from, at))
      this.#onlyIndented = false
      this.newLine()
      if (next === ' ') this.#put(mark ?? '')
      from = at + 1
    }
    this.#put(text.slice(from))
    if (text !== '') this.#onlyIndented = false
  }

  #quote(sign: string, write: () => void): void {
    this.#space()
    this.#put(sign)
    this.#scalarLevel(write)
    this.#put(sign)
    this.#written()
  }

  /** The lines of a text stand deeper than what is around it. */
  #scalarLevel(write: () => void): void {
    const before = this.#indent
    this.#indent = Math.max(before, 0) + indentWidth
    write()
    this.#indent = before
  }

  #space(): void {
    if (!this.#afterSpace) this.#put(' ')
  }

  #written(): void {
    this.#afterSpace = false
    this.#onlyIndented = false
  }

  #break(character: string): void {
    this.#pieces.push(character)
    this.#column = 0
  }

  #put(text: string): void {
    this.#pieces.push(text)
    this.#column += lengthOf(text)
  }
}

/** Each with the break that ends it. */
function linesOf(text: string): string[] {
  return text.split(/(?<=[\n\r\u0085\u2028\u2029])/)
}

function withoutBreak(line: string): [string, string] {
  const end = anyBreak.test(line.slice(-1)) ? line.slice(-1) : ''
  return [line.slice(0, line.length - end.length), end]
}

/** Whether the breaks at the end are dropped (`-`), are one, or are kept (`+`). */
function chomping(text: string): '-' | '' | '+' {
  if (!anyBreak.test(text.slice(-1))) return '-'
  return text.length === 1 || anyBreak.test(text.slice(-2, -1)) ? '+' : ''
}

function escapeSequence(character: string): string {
  const short = escapes[character]
  if (short !== undefined) return `\\${short}`
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`
}
