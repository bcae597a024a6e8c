/**
 * A text, or a list of texts and numbers, as JavaScript source. Security: the line separators of Unicode,
 * which JSON leaves as they are, end no line of the code.
 */
export function quoteText(text: string | readonly (string | number)[]): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
