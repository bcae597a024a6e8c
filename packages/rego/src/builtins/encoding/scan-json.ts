import { quoteGo } from '../../values/quote-go.ts'
import { utf8 } from '../../values/text.ts'
import { BuiltinError } from '../builtin.ts'
import { mostLevels } from '../value-work.ts'

const space = /[ \t\r\n]*/y
/** What needs no look at each character: everything but quotes, escapes and control characters. */
const plainText = /[^"\\\u0000-\u001f]*/y
const digits = /[0-9]*/y
const hexDigit = /^[0-9a-fA-F]$/

/**
 * Checks that a text is JSON, as Go's decoder does it, and gives the end of the value. Throws BuiltinError with its words for the first
 * character that is wrong, also for what is nested too deeply.
 */
export function checkJson(text: string): number {
  const end = endOfJson(text, 0)
  const next = afterSpace(text, end)
  if (next < text.length) checkTrailing(text, next)
  return end
}

/** Whether a text is JSON and nothing else. */
export function isJson(text: string): boolean {
  try {
    return afterSpace(text, endOfJson(text, 0)) === text.length
  } catch (error) {
    if (error instanceof BuiltinError) return false
    throw error
  }
}

/** The end of the value that begins at `start` or after the space there. */
export function endOfJson(text: string, start: number): number {
  if (afterSpace(text, start) === text.length) throw new BuiltinError('EOF')
  return new Scanner(text).value(start, mostLevels)
}

/** Go reads what follows as a token: a value that is `null` goes unnoticed there. */
function checkTrailing(text: string, at: number): void {
  const first = text.charAt(at)
  let token = first
  if (first !== '{' && first !== '[') {
    token = text.slice(at, new Scanner(text).value(at, mostLevels))
    if (token === 'null') return
    if (token === 'true' || token === 'false') token = `%!s(bool=${token})`
    if (first === '"') token = (JSON.parse(token) as string).toWellFormed()
  }
  throw new BuiltinError(`error: invalid character '${token}' after top-level value`)
}

class Scanner {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** Each of these takes where something begins and gives where it ends. */
  value(start: number, levels: number): number {
    const at = afterSpace(this.#text, start)
    switch (this.#text.charAt(at)) {
      case '"':
        return this.#string(at + 1)
      case '{':
        return this.#object(at + 1, this.#deeper(levels))
      case '[':
        return this.#array(at + 1, this.#deeper(levels))
      case 't':
        return this.#literal(at, 'true')
      case 'f':
        return this.#literal(at, 'false')
      case 'n':
        return this.#literal(at, 'null')
      default:
        return this.#number(at)
    }
  }

  #deeper(levels: number): number {
    if (levels === 0) throw new BuiltinError('exceeded max depth')
    return levels - 1
  }

  #object(start: number, levels: number): number {
    let at = afterSpace(this.#text, start)
    if (this.#text.charAt(at) === '}') return at + 1
    for (;;) {
      if (this.#text.charAt(at) !== '"') {
        throw this.#wrong(at, 'looking for beginning of object key string')
      }
      at = afterSpace(this.#text, this.#string(at + 1))
      if (this.#text.charAt(at) !== ':') throw this.#wrong(at, 'after object key')
      at = afterSpace(this.#text, this.value(at + 1, levels))
      if (this.#text.charAt(at) === '}') return at + 1
      if (this.#text.charAt(at) !== ',') throw this.#wrong(at, 'after object key:value pair')
      at = afterSpace(this.#text, at + 1)
    }
  }

  #array(start: number, levels: number): number {
    let at = afterSpace(this.#text, start)
    if (this.#text.charAt(at) === ']') return at + 1
    for (;;) {
      at = afterSpace(this.#text, this.value(at, levels))
      if (this.#text.charAt(at) === ']') return at + 1
      if (this.#text.charAt(at) !== ',') throw this.#wrong(at, 'after array element')
      at++
    }
  }

  #string(start: number): number {
    let at = start
    for (;;) {
      at = after(plainText, this.#text, at)
      const character = this.#text.charAt(at)
      if (character === '"') return at + 1
      if (character !== '\\') throw this.#wrong(at, 'in string literal')
      at = this.#escape(at + 1)
    }
  }

  #escape(at: number): number {
    const character = this.#text.charAt(at)
    if (character !== 'u') {
      if (character !== '' && '"\\/bfnrt'.includes(character)) return at + 1
      throw this.#wrong(at, 'in string escape code')
    }
    for (let i = at + 1; i < at + 5; i++) {
      if (!hexDigit.test(this.#text.charAt(i))) {
        throw this.#wrong(i, 'in \\u hexadecimal character escape')
      }
    }
    return at + 5
  }

  #literal(start: number, word: string): number {
    for (let i = 1; i < word.length; i++) {
      if (this.#text.charAt(start + i) !== word.charAt(i)) {
        throw this.#wrong(start + i, `in literal ${word} (expecting '${word.charAt(i)}')`)
      }
    }
    return start + word.length
  }

  #number(start: number): number {
    const negative = this.#text.charAt(start) === '-'
    let at = negative ? start + 1 : start
    const first = this.#text.charAt(at)
    if (first === '0') at++
    else {
      at = this.#digits(at, negative ? 'in numeric literal' : 'looking for beginning of value')
    }
    if (this.#text.charAt(at) === '.') {
      at = this.#digits(at + 1, 'after decimal point in numeric literal')
    }
    if (/[eE]/.test(this.#text.charAt(at))) {
      const signed = /[+-]/.test(this.#text.charAt(at + 1))
      at = this.#digits(signed ? at + 2 : at + 1, 'in exponent of numeric literal')
    }
    return at
  }

  #digits(start: number, context: string): number {
    const end = after(digits, this.#text, start)
    if (end === start) throw this.#wrong(start, context)
    return end
  }

  #wrong(at: number, context: string): BuiltinError {
    if (at >= this.#text.length) return new BuiltinError('unexpected EOF')
    // Go looks at bytes: of a character beyond ASCII it names the first, as if it were one of Latin 1.
    const [byte = 0] = utf8(this.#text.slice(at, at + 2))
    return new BuiltinError(`invalid character ${quoteByte(byte)} ${context}`)
  }
}

function quoteByte(byte: number): string {
  const character = String.fromCharCode(byte)
  if (character === "'") return "'\\''"
  if (character === '"') return `'"'`
  return `'${quoteGo(character).slice(1, -1)}'`
}

function afterSpace(text: string, start: number): number {
  return after(space, text, start)
}

function after(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start
  pattern.test(text)
  return pattern.lastIndex
}
