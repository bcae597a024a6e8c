/** A pattern that is no regular expression, in Go's words: "error parsing regexp: missing closing ]: `[a`". */
export class RegexError extends Error {
  /** Why, without the pattern. */
  readonly reason: string

  constructor(reason: string, excerpt: string) {
    super(`error parsing regexp: ${reason}: \`${excerpt}\``)
    this.name = 'RegexError'
    this.reason = reason
  }
}
