/**
 * Text of a policy or an input, fit for a terminal. Security: control and directional characters are
 * escaped, so that none can hide or forge what stands beside it.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\t' || character === '\n'
      ? character
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
