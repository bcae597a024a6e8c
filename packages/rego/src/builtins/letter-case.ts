const ascii = /^[\0-\x7f]*$/

/** Lower case letter by letter, as Go has it: `Σ` is `σ` wherever it stands, `İ` is `i`. */
export function lowerCase(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  let lower = ''
  for (const character of text) {
    lower += character === 'İ' ? 'i' : single(character, character.toLowerCase())
  }
  return lower
}

/** Upper case letter by letter, as Go has it: `ß` has none and stays. */
export function upperCase(text: string): string {
  if (ascii.test(text)) return text.toUpperCase()
  let upper = ''
  for (const character of text) {
    upper += greek(character) ?? single(character, character.toUpperCase())
  }
  return upper
}

/** A letter whose other case is several letters stays. */
function single(character: string, changed: string): string {
  return changed.length === 1 || (changed.length === 2 && changed > '\ud7ff' && changed < '\ue000')
    ? changed
    : character
}

/** Greek letters with iota subscript, which have a capital of one letter besides that of two. */
function greek(character: string): string | undefined {
  const code = character.charCodeAt(0)
  if (code < 0x1f80 || code > 0x1ff3) return undefined
  if (code < 0x1fb0) return String.fromCharCode(code | 8)
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCharCode(code + 9)
  return undefined
}
