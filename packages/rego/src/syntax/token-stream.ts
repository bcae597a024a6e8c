import type { Comment } from './ast.ts'
import type { Diagnostic } from './diagnostic.ts'
import { sourceLines } from './error-lines.ts'
import type { Keywords } from './keywords.ts'
import { isKeywordToken } from './keywords.ts'
import type { Location } from './location.ts'
import { Scanner } from './scanner.ts'
import { Token, tokenName } from './token.ts'

/** A list that shares its tail: saved and restored by keeping one reference. */
interface Chain<T> {
  readonly item: T
  readonly previous: Chain<T> | undefined
}

/** One mistake may show at every level around it; so many are told of. */
export const mostProblems = 100

interface Problems extends Chain<ParseProblem> {
  readonly count: number
}

interface ParseProblem {
  readonly message: string
  readonly location: Location
}

/** A place in the text to come back to. */
export interface Mark {
  readonly token: Token
  readonly tokenStart: number
  readonly tokenEnd: number
  readonly tokenRow: number
  readonly tokenCol: number
  readonly text: string
  readonly pos: number
  readonly row: number
  readonly lineStart: number
  readonly pairs: number
  readonly lastEnd: number
  readonly newLine: boolean
  readonly wildcards: number
  readonly problems: Problems | undefined
  readonly comments: Chain<Comment> | undefined
  readonly hints: Chain<string> | undefined
}

/** The tokens of one text with what is noted while they are read: problems, hints and comments. */
export class TokenStream extends Scanner {
  readonly file: string
  /** Index after the last token before this one. */
  lastEnd = 0
  /** A line ended between the last token and this one. */
  newLine = false
  #wildcards = 0
  #problems: Problems | undefined
  #comments: Chain<Comment> | undefined
  #hints: Chain<string> | undefined

  constructor(file: string, source: string, keywords: Keywords) {
    super(source, keywords)
    this.file = file
    this.next()
  }

  /** Goes to the next token; white space does not count as one. */
  next(): void {
    this.#leave()
    do this.#take()
    while (this.token === Token.whitespace)
  }

  /** Goes to the next token; a character of white space is one too. */
  nextOrSpace(): void {
    this.#leave()
    this.#take()
  }

  /** Goes from the `}` of an expression to the rest of the template string. */
  nextTemplatePart(raw: boolean): void {
    this.#leave()
    this.readTemplateRest(raw)
    this.#noteProblems()
  }

  #leave(): void {
    if (this.token === Token.whitespace) return
    this.lastEnd = this.tokenEnd
    this.newLine = false
  }

  #take(): void {
    for (;;) {
      this.read()
      if (this.problems !== undefined) this.#noteProblems()
      if (this.token === Token.whitespace) {
        if (this.source.charCodeAt(this.tokenStart) === 10) this.newLine = true
        return
      }
      if (this.token !== Token.comment) return
      const comment = { text: this.text.slice(1), location: this.here() }
      this.#comments = { item: comment, previous: this.#comments }
    }
  }

  #noteProblems(): void {
    if (this.problems === undefined) return
    for (const problem of this.problems) this.fail(this.here(), problem)
    this.token = Token.illegal
  }

  at(token: Token): boolean {
    return this.token === token
  }

  /** Where this token stands. */
  here(): Location {
    return {
      file: this.file,
      row: this.tokenRow,
      col: this.tokenCol,
      offset: this.tokenStart,
      end: this.tokenEnd,
    }
  }

  /** From `start` up to the end of the token before this one. */
  since(start: Location, offset = start.offset): Location {
    return { file: this.file, row: start.row, col: start.col, offset, end: this.lastEnd }
  }

  /** A name that occurs once: each `_` is a variable of its own. */
  wildcard(): string {
    return `$${this.#wildcards++}`
  }

  hint(text: string): void {
    this.#hints = { item: text, previous: this.#hints }
  }

  fail(location: Location, reason: string): void {
    const hints = listed(this.#hints)
    this.#hints = undefined
    const count = (this.#problems?.count ?? 0) + 1
    if (count > mostProblems) return
    const message =
      hints.length === 0
        ? reason
        : `${reason} (${hints.length === 1 ? 'hint' : 'hints'}: ${hints.join(', ')})`
    this.#problems = { item: { message, location }, previous: this.#problems, count }
  }

  /** This token may not stand here; `expected` says what may. */
  refuseToken(expected = ''): void {
    this.fail(this.here(), this.#refusal(expected))
  }

  /** The same, unless exactly that has just been noted. */
  refuseTokenOnce(): void {
    const last = this.#problems?.item
    const message = this.#refusal('')
    if (last?.location.offset === this.tokenStart && last.message === message) return
    this.fail(this.here(), message)
  }

  #refusal(expected: string): string {
    if (this.token === Token.illegal) return 'illegal token'
    const kind = isKeywordToken(this.token) ? 'keyword' : 'token'
    const note = expected === '' ? '' : `: ${expected}`
    return `unexpected ${tokenName(this.token)} ${kind}${note}`
  }

  /** The problems noted so far, to compare with later ones. */
  get noted(): object | undefined {
    return this.#problems
  }

  get failed(): boolean {
    return this.#problems !== undefined
  }

  comments(): Comment[] {
    return listed(this.#comments)
  }

  diagnostics(): Diagnostic[] {
    return listed(this.#problems).map(({ message, location }) => ({
      code: 'rego_parse_error',
      message,
      location,
      details: sourceLines(this.source, location.offset),
    }))
  }

  mark(): Mark {
    return {
      token: this.token,
      tokenStart: this.tokenStart,
      tokenEnd: this.tokenEnd,
      tokenRow: this.tokenRow,
      tokenCol: this.tokenCol,
      text: this.text,
      pos: this.pos,
      row: this.row,
      lineStart: this.lineStart,
      pairs: this.pairs,
      lastEnd: this.lastEnd,
      newLine: this.newLine,
      wildcards: this.#wildcards,
      problems: this.#problems,
      comments: this.#comments,
      hints: this.#hints,
    }
  }

  /** Back, or on, to a mark; `keepProblems` leaves those as they are now. */
  goTo(mark: Mark, keepProblems = false): void {
    this.token = mark.token
    this.tokenStart = mark.tokenStart
    this.tokenEnd = mark.tokenEnd
    this.tokenRow = mark.tokenRow
    this.tokenCol = mark.tokenCol
    this.text = mark.text
    this.pos = mark.pos
    this.row = mark.row
    this.lineStart = mark.lineStart
    this.pairs = mark.pairs
    this.lastEnd = mark.lastEnd
    this.newLine = mark.newLine
    this.#wildcards = mark.wildcards
    if (!keepProblems) this.#problems = mark.problems
    this.#comments = mark.comments
    this.#hints = mark.hints
  }
}

function listed<T>(chain: Chain<T> | undefined): T[] {
  const items: T[] = []
  for (let link = chain; link !== undefined; link = link.previous) items.push(link.item)
  return items.reverse()
}
