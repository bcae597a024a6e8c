import { RegexError } from './regex-error.ts'

/** A place in a pattern. */
export class PatternCursor {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get done(): boolean {
    return this.at >= this.text.length
  }

  /** The UTF-16 unit there as text; empty at the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead)
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at)
  }

  /** The next code point; refuses what is no character. */
  take(): number {
    const codePoint = this.text.codePointAt(this.at)
    if (codePoint === undefined) return -1
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) {
      throw new RegexError('invalid UTF-8', this.text.slice(this.at))
    }
    this.at += codePoint > 0xffff ? 2 : 1
    return codePoint
  }

  /** The text from a place up to here. */
  since(start: number): string {
    return this.text.slice(start, this.at)
  }
}
