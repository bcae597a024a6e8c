const ALLOWED = /^[\p{L}\p{M}\p{N}._@+-]+$/u
const MAX_LENGTH = 64

/**
 * The one form of a user name, used wherever one enters: NFKC, lower case, letters, digits and
 * `. _ @ + -`. Undefined if it cannot be one.
 * Security: full-width twins fold together, invisible and directional characters are refused
 * (a look-alike account cannot be made beside `admin`).
 * @see RFC 8265 §3.3 (UsernameCaseMapped, of which this is a narrower profile)
 */
export function canonicalUsername(text: string): string | undefined {
  // Longer than any name even after composition; do not normalise what an attacker made huge.
  if (text.length > MAX_LENGTH * 4) return undefined
  const folded = text.normalize('NFKC').toLowerCase().normalize('NFKC')
  if (folded.length === 0 || folded.length > MAX_LENGTH || !ALLOWED.test(folded)) return undefined
  return folded
}
