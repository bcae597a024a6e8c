import type { Keywords } from './keywords.ts'
import { scanNumber, scanString, scanTemplate } from './scan-literals.ts'
import { Token } from './token.ts'

const letter = 1
const digit = 2
const space = 3

const classes = new Uint8Array(128)
for (let code = 65; code <= 90; code++) {
  classes[code] = letter
  classes[code + 32] = letter
}
for (let code = 48; code <= 57; code++) classes[code] = digit
classes[95] = letter
for (const code of [9, 10, 13, 32]) classes[code] = space

/** Texts that hold one of these are read with more care: they may stand nowhere (a byte-order mark first only). */
const forbidden =
  /[\0\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?:^|[^\ud800-\udbff])[\udc00-\udfff]/

const punctuation = new Uint8Array(128)
for (const [text, token] of [
  ['[', Token.leftBracket],
  [']', Token.rightBracket],
  ['{', Token.leftBrace],
  ['}', Token.rightBrace],
  ['(', Token.leftParen],
  [')', Token.rightParen],
  [',', Token.comma],
  ['+', Token.plus],
  ['-', Token.minus],
  ['*', Token.times],
  ['/', Token.divide],
  ['%', Token.remainder],
  ['&', Token.ampersand],
  ['|', Token.bar],
  [';', Token.semicolon],
  ['.', Token.dot],
] as const) {
  punctuation[text.charCodeAt(0)] = token
}

/**
 * Reads one token after the other. What the parser saves to come back to is `pos`, `row`, `lineStart`
 * and `pairs`; the other fields describe the token read last.
 */
export class Scanner {
  readonly source: string
  keywords: Keywords
  /** The token that was read last. */
  token: Token = Token.illegal
  tokenStart = 0
  tokenEnd = 0
  tokenRow = 1
  tokenCol = 0
  /** Of names, numbers, strings (with quotes) and comments (with `#`). */
  text = ''
  /** What is wrong with the token. */
  problems: string[] | undefined
  protected pos = 0
  protected row = 1
  /** Index of the first character of this line. */
  protected lineStart = 0
  /** Surrogate pairs since `lineStart`: columns count characters. */
  protected pairs = 0
  readonly #dirty: boolean

  constructor(source: string, keywords: Keywords) {
    this.source = source
    this.keywords = keywords
    this.#dirty = forbidden.test(source)
    if (source.charCodeAt(0) === 0xfeff) this.pos = 1
  }

  /** Reads the next token, comments and white space (one character) included. */
  protected read(): void {
    const { source } = this
    const start = this.pos
    const code = start < source.length ? source.charCodeAt(start) : -1
    this.tokenStart = start
    this.problems = undefined
    if (code === -1) this.#placeEnd()
    else this.#place(code)
    const kind = code >= 0 && code < 128 ? classes[code] : 0
    if (kind === letter) this.#readName()
    else if (kind === space) this.#readSpace(code)
    else if (kind === digit) this.#readNumber()
    else this.#readOther(code)
    this.tokenEnd = this.pos
    if (this.#dirty) this.#checkCharacters()
  }

  /** Goes on with a template string after the `}` of an expression. */
  protected readTemplateRest(raw: boolean): void {
    this.tokenStart = this.pos
    this.problems = undefined
    if (this.pos < this.source.length) this.#place(this.source.charCodeAt(this.pos))
    else this.#placeEnd()
    this.#readTemplate(this.pos - 1, raw)
    this.tokenEnd = this.pos
    if (this.#dirty) this.#checkCharacters()
  }

  #place(code: number): void {
    // A line feed counts as the start of the line that follows.
    this.tokenRow = code === 10 ? this.row + 1 : this.row
    this.tokenCol = code === 10 ? 0 : this.pos - this.lineStart - this.pairs + 1
  }

  /** The end of the text is at its last character. */
  #placeEnd(): void {
    this.tokenRow = this.row
    this.tokenCol = this.source.length - this.lineStart - this.pairs
  }

  #readName(): void {
    const { source } = this
    let end = this.pos + 1
    for (; end < source.length; end++) {
      const code = source.charCodeAt(end)
      const kind = code < 128 ? classes[code] : 0
      if (kind !== letter && kind !== digit && !(code >= 128 && isDigit(source, end))) break
    }
    this.text = source.slice(this.pos, end)
    this.pos = end
    this.token = this.keywords.get(this.text) ?? Token.identifier
  }

  #readSpace(code: number): void {
    this.pos++
    this.token = Token.whitespace
    if (code === 10) this.#startLine(this.pos)
  }

  #startLine(start: number): void {
    this.row++
    this.lineStart = start
    this.pairs = 0
  }

  #readNumber(): void {
    const { end, problems } = scanNumber(this.source, this.pos)
    this.text = this.source.slice(this.pos, end)
    this.token = Token.number
    this.pos = end
    if (problems !== undefined) this.problems = problems
  }

  #readOther(code: number): void {
    const { source } = this
    this.text = ''
    if (code === -1) {
      this.token = Token.eof
      return
    }
    const next = source.charCodeAt(this.pos + 1)
    const plain = code < 128 ? punctuation[code] : 0
    if (plain !== 0) {
      this.pos++
      this.token = plain as Token
    } else if (code === 34) this.#readString()
    else if (code === 35) this.#readComment()
    else if (code === 58) this.#operator(next === 61, Token.assign, Token.colon)
    else if (code === 61) this.#operator(next === 61, Token.equal, Token.unify)
    else if (code === 62) this.#operator(next === 61, Token.greaterEqual, Token.greater)
    else if (code === 60) this.#operator(next === 61, Token.lessEqual, Token.less)
    else if (code === 33) this.#readExclamation(next)
    else if (code === 96) this.#readRawString()
    else if (code === 36) this.#readDollar(next)
    else this.#readUnknown()
  }

  #operator(long: boolean, withEquals: Token, alone: Token): void {
    this.pos += long ? 2 : 1
    this.token = long ? withEquals : alone
  }

  #readExclamation(next: number): void {
    if (next === 61) this.#operator(true, Token.notEqual, Token.notEqual)
    else this.#refuse('illegal ! character')
  }

  #readDollar(next: number): void {
    if (next === 34 || next === 96) {
      this.pos++
      this.#readTemplate(this.pos, next === 96)
    } else this.#refuse('illegal $ character')
  }

  #readUnknown(): void {
    const pair = (this.source.codePointAt(this.pos) ?? 0) > 0xffff
    this.pos += pair ? 2 : 1
    if (pair) this.pairs++
    this.token = Token.illegal
  }

  #refuse(problem: string): void {
    this.pos++
    this.token = Token.illegal
    this.problems = [problem]
  }

  #readComment(): void {
    const { source } = this
    const feed = source.indexOf('\n', this.pos)
    const end = feed === -1 ? source.length : feed
    const textEnd = source.charCodeAt(end - 1) === 13 ? end - 1 : end
    this.text = source.slice(this.pos, textEnd)
    this.token = Token.comment
    if (feed === -1) this.pairs += countPairs(source, this.pos, end)
    this.pos = end
  }

  #readString(): void {
    const { end, problems, pairs, lines } = scanString(this.source, this.pos + 1)
    this.text = this.source.slice(this.pos, end)
    this.token = Token.string
    if (problems !== undefined) this.problems = problems
    if (lines) this.#countLines(this.pos, end)
    else this.pairs += pairs
    this.pos = end
  }

  #readRawString(): void {
    const { source } = this
    const close = source.indexOf('`', this.pos + 1)
    const end = close === -1 ? source.length : close + 1
    if (close === -1) this.problems = ['non-terminated string']
    this.text = source.slice(this.pos, end)
    this.token = Token.string
    this.#countLines(this.pos, end)
    this.pos = end
  }

  /** `opening` is the index of the quote or of the `}` before the part. */
  #readTemplate(opening: number, raw: boolean): void {
    const { end, text, last, problems } = scanTemplate(this.source, opening, raw)
    this.text = text
    if (raw) this.token = last ? Token.rawTemplateEnd : Token.rawTemplatePart
    else this.token = last ? Token.templateEnd : Token.templatePart
    if (problems !== undefined) this.problems = problems
    this.#countLines(this.pos, end)
    this.pos = end
  }

  #countLines(start: number, end: number): void {
    const { source } = this
    let from = start
    for (let index = start; index < end; index++) {
      if (source.charCodeAt(index) !== 10) continue
      from = index + 1
      this.#startLine(from)
    }
    this.pairs += countPairs(source, from, end)
  }

  /** A character is seen when the one before it has been taken, so the first one after a token counts. */
  #checkCharacters(): void {
    const { source } = this
    const found: string[] = []
    const from = this.tokenStart === this.#first() ? this.tokenStart : this.tokenStart + 1
    const start = from > 0 && (source.codePointAt(from - 1) ?? 0) > 0xffff ? from + 1 : from
    for (let index = start; index <= this.tokenEnd && index < source.length; index++) {
      const code = source.charCodeAt(index)
      if (code === 0) found.push('illegal null character')
      else if (code === 0xfeff) found.push('illegal byte-order mark')
      else if (code >= 0xd800 && code <= 0xdfff) {
        if ((source.codePointAt(index) ?? 0) > 0xffff) index++
        else found.push('illegal utf-8 character')
      }
    }
    if (found.length > 0) this.problems = [...found, ...(this.problems ?? [])]
  }

  #first(): number {
    return this.source.charCodeAt(0) === 0xfeff ? 1 : 0
  }
}

function isDigit(source: string, index: number): boolean {
  return /^\p{Nd}/u.test(source.slice(index, index + 2))
}

function countPairs(source: string, start: number, end: number): number {
  let pairs = 0
  for (let index = start; index < end; index++) {
    const code = source.charCodeAt(index)
    if (code >= 0xd800 && code <= 0xdbff && index + 1 < end) {
      const next = source.charCodeAt(index + 1)
      if (next >= 0xdc00 && next <= 0xdfff) pairs++
    }
  }
  return pairs
}
