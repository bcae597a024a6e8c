import { quoteGo } from '../../values/quote-go.ts'
import { BuiltinError } from '../builtin.ts'

/** The version of an IP address, with or without a zone. Throws BuiltinError with the words of Go's `netip`. */
export function checkAddress(text: string): 4 | 6 {
  const kind = /[.:%]/.exec(text)?.[0]
  if (kind === undefined) throw wrong(text, 'unable to parse IP')
  if (kind === '%') throw wrong(text, 'missing IPv6 address')
  if (kind === ':') {
    checkVersion6(text)
    return 6
  }
  checkVersion4(text, text)
  return 4
}

function checkVersion6(text: string): void {
  const percent = text.indexOf('%')
  if (percent === text.length - 1) throw wrong(text, 'zone must be a non-empty string')
  let rest = percent < 0 ? text : text.slice(0, percent)
  let bytes = 0
  let shortened = rest.startsWith('::')
  if (shortened) rest = rest.slice(2)
  while (rest !== '' && bytes < 16) {
    const field = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? ''
    if (field.length > 4) throw wrong(text, 'each group must have 4 or less digits', rest)
    if (field === '') {
      throw wrong(text, 'each colon-separated field must have at least one digit', rest)
    }
    if (rest.charAt(field.length) === '.') {
      if (!shortened && bytes !== 12) {
        throw wrong(
          text,
          'embedded IPv4 address must replace the final 2 fields of the address',
          rest,
        )
      }
      if (bytes + 4 > 16) {
        const why = 'too many hex fields to fit an embedded IPv4 at the end of the address'
        throw wrong(text, why, rest)
      }
      checkVersion4(text, rest)
      bytes += 4
      rest = ''
      break
    }
    bytes += 2
    rest = rest.slice(field.length)
    if (rest === '') break
    if (!rest.startsWith(':')) throw wrong(text, 'unexpected character, want colon', rest)
    if (rest.length === 1) throw wrong(text, 'colon must be followed by more characters', rest)
    rest = rest.slice(1)
    if (rest.startsWith(':')) {
      if (shortened) throw wrong(text, 'multiple :: in address', rest)
      shortened = true
      rest = rest.slice(1)
    } else if (bytes === 16) break
  }
  if (rest !== '') throw wrong(text, 'trailing garbage after address', rest)
  if (bytes < 16 && !shortened) throw wrong(text, 'address string too short')
  if (bytes === 16 && shortened) {
    throw wrong(text, 'the :: must expand to at least one field of zeros')
  }
}

function checkVersion4(whole: string, text: string): void {
  let fields = 0
  let digits = ''
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    if (/[0-9]/.test(character)) {
      if (digits === '0') throw wrong(whole, 'IPv4 field has octet with leading zero')
      digits += character
      if (Number(digits) > 255) throw wrong(whole, 'IPv4 field has value >255')
    } else if (character !== '.') throw wrong(whole, 'unexpected character', text.slice(i))
    else {
      if (digits === '' || i === text.length - 1) {
        throw wrong(whole, 'IPv4 field must have at least one digit', text.slice(i))
      }
      if (fields === 3) throw wrong(whole, 'IPv4 address too long')
      fields++
      digits = ''
    }
  }
  if (fields < 3) throw wrong(whole, 'IPv4 address too short')
}

function wrong(text: string, why: string, at = ''): BuiltinError {
  const place = at === '' ? '' : ` (at ${quoteGo(at)})`
  return new BuiltinError(`ParseAddr(${quoteGo(text)}): ${why}${place}`)
}
