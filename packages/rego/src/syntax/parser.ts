import type { Body, Expr, RegoVersion, Term } from './ast.ts'
import type { Keywords } from './keywords.ts'
import type { Location } from './location.ts'
import { Token } from './token.ts'
import { type Mark, TokenStream } from './token-stream.ts'

export type { Mark } from './token-stream.ts'

/**
 * A tree nested deeper than this is refused: everything that walks trees may then use recursion. The
 * parser itself needs half of the usual stack for it.
 */
export const deepestNesting = 500

/** Terms shorter than this are cheaper to read again than to remember. */
const worthRemembering = 32

/** The productions that contain each other, so that each may stand in a file of its own. */
export interface Grammar {
  /** One term without operators around it. */
  readonly term: (parser: Parser) => Term | undefined
  /** A term with operators; `x, y in xs` is one too. */
  readonly infix: (parser: Parser) => Term | undefined
  /** As an item of a list: a comma ends it. */
  readonly item: (parser: Parser) => Term | undefined
  readonly literal: (parser: Parser) => Expr | undefined
  /** Expressions up to `end`, which is left as the current token. */
  readonly body: (parser: Parser, end: Token) => Body | undefined
}

interface Remembered {
  readonly term: Term | undefined
  readonly after: Mark
  /** Nothing was found wrong in it. */
  readonly clean: boolean
}

export interface ParserSetup {
  readonly grammar: Grammar
  readonly file: string
  readonly source: string
  readonly version: RegoVersion
  readonly keywords: Keywords
  readonly importable: Keywords
}

/**
 * What the productions work on. A production that returns undefined has failed; it has then nearly
 * always noted why, and the caller either passes that on or goes back to a mark and tries something else.
 */
export class Parser extends TokenStream {
  readonly grammar: Grammar
  readonly version: RegoVersion
  /** What `import future.keywords` may name. */
  readonly importable: Keywords
  /** `import future.keywords.not` was read: `not` takes a body. */
  notTakesBody = false
  /** Work left for reading ahead only to give a hint. */
  hintBudget: number
  depth = 0
  #attempts = 0
  #remembered = new Map<number, Remembered>()

  constructor({ grammar, file, source, version, keywords, importable }: ParserSetup) {
    super(file, source, keywords)
    this.grammar = grammar
    this.version = version
    this.importable = importable
    this.hintBudget = 1000 + 2 * source.length
  }

  /** Goes a level down; false (with the problem noted) where that is too deep. `leave` goes up again. */
  enter(): boolean {
    if (this.fits(1)) {
      this.depth++
      return true
    }
    return false
  }

  leave(): void {
    this.depth--
  }

  /** Whether a tree may grow by so many levels here; notes the problem where it may not. */
  fits(levels: number): boolean {
    if (this.depth + levels <= deepestNesting) return true
    this.fail(this.here(), 'max parsing recursion depth exceeded')
    return false
  }

  /** A name that is a keyword elsewhere may stand as a step of a reference. */
  isNameOrKeyword(): boolean {
    return this.token === Token.identifier || this.isKeyword()
  }

  isKeyword(): boolean {
    const { token } = this
    if (token < Token.package) return false
    return token <= Token.false || token >= Token.every || token === Token.in
  }

  get logicalKeywords(): boolean {
    return this.keywords.has('and') || this.keywords.has('or')
  }

  /** Takes a keyword for a name where a step follows at once: `if.x`, `in[x]`. */
  keywordAsHead(): boolean {
    if (!this.isKeyword() || !this.#stepFollows()) return false
    this.token = Token.identifier
    return true
  }

  /** The token after this one, with nothing in between, is `.` or `[`. */
  #stepFollows(): boolean {
    const code = this.source.charCodeAt(this.pos)
    return code === 46 || code === 91
  }

  get isNegation(): boolean {
    return this.token === Token.not && !this.#stepFollows()
  }

  /**
   * Runs `attempt`, which may go back over text that it has read. Without remembering the terms within,
   * nested attempts would read the innermost text exponentially often.
   */
  attempt<T>(attempt: () => T): T {
    this.#attempts++
    try {
      return attempt()
    } finally {
      this.#attempts--
    }
  }

  /** Goes over a term that starts here and has been read before. */
  recall(): Pick<Remembered, 'term'> | undefined {
    if (this.#remembered.size === 0) return undefined
    const known = this.#remembered.get(this.tokenStart)
    if (known !== undefined) this.goTo(known.after, known.clean)
    return known
  }

  /** `noted` is what had been noted before the term. */
  remember(start: number, term: Term | undefined, noted: object | undefined): void {
    if (this.#attempts === 0 || this.tokenStart - start < worthRemembering) return
    this.#remembered.set(start, { term, after: this.mark(), clean: this.noted === noted })
  }

  forget(): void {
    if (this.#remembered.size > 0) this.#remembered = new Map()
  }

  /** Reads with other keywords, then comes back to the old ones; what was remembered does not hold there. */
  withKeywords<T>(keywords: Keywords, read: () => T): T {
    const before = this.keywords
    const remembered = this.#remembered
    this.keywords = keywords
    this.#remembered = new Map()
    try {
      return read()
    } finally {
      this.keywords = before
      this.#remembered = remembered
    }
  }

  /** From `start` up to the end of this token. */
  through(start: Location, offset = start.offset): Location {
    return { file: this.file, row: start.row, col: start.col, offset, end: this.tokenEnd }
  }
}
