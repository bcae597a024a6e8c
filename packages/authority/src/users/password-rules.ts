import { accept, type Result, refuse } from '@sallyport/protocol'

/** NIST SP 800-63B-4 §3.1.1.2: a password that is the only factor has at least 15 characters. */
export const minPasswordCharacters = 15
const MAX_BYTES = 1024
const COMMON_PARTS = ['password', 'qwerty', 'letmein', 'welcome', 'sallyport', 'iloveyou', 'admin']

/**
 * A password as it is hashed and compared: Unicode NFC, so that it is the same from every keyboard.
 * Undefined if it is longer than any we accept (1,024 bytes).
 */
export function normalisePassword(password: string): string | undefined {
  if (password.length > MAX_BYTES) return undefined
  const normal = password.normalize('NFC')
  return Buffer.byteLength(normal) > MAX_BYTES ? undefined : normal
}

/**
 * Checks a password that somebody wants to set; the refusal says why. Code points are counted, there
 * are no composition rules, and nothing is cut off.
 * @see NIST SP 800-63B-4 §3.1.1.2
 */
export function checkNewPassword(
  password: string,
  about: { readonly username: string },
): Result<string, string> {
  const normal = normalisePassword(password)
  if (normal === undefined) return refuse('is longer than 1,024 bytes')
  if ([...normal].length < minPasswordCharacters) {
    return refuse(`has fewer than ${minPasswordCharacters} characters`)
  }
  const weakness = findWeakness(normal.toLowerCase(), about.username.toLowerCase())
  return weakness === undefined ? accept(normal) : refuse(weakness)
}

/** What is left once the guessable part is taken out must still be worth guessing. */
function findWeakness(password: string, username: string): string | undefined {
  if (isRepetition(password)) return 'repeats one short piece'
  if (isSequence(password)) return 'is a sequence of neighbouring characters'
  const parts = username.length >= 3 ? [username, ...COMMON_PARTS] : COMMON_PARTS
  const rest = parts.reduce((text, part) => text.replaceAll(part, ''), password)
  if ([...rest].length < 8) return 'is mostly the user name or a common word'
  return undefined
}

function isRepetition(text: string): boolean {
  for (let size = 1; size <= Math.min(5, text.length / 3); size += 1) {
    const piece = text.slice(0, size)
    if (piece.repeat(Math.ceil(text.length / size)).startsWith(text)) return true
  }
  return false
}

function isSequence(text: string): boolean {
  let steps = 0
  for (let i = 1; i < text.length; i += 1) {
    const step = (text.codePointAt(i) ?? 0) - (text.codePointAt(i - 1) ?? 0)
    if (Math.abs(step) <= 1 || Math.abs(step) === 9) steps += 1
  }
  return steps === text.length - 1
}
