/**
 * Lines of a table: a heading and rows, columns padded to their widest cell, two spaces between.
 * Security: control and directional characters of a cell are escaped, so that no stored name can
 * write over what stands beside it.
 */
export function renderTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const lines = [heading, ...rows].map((cells) => cells.map(escapeCell))
  const widths = heading.map((_, i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0)))
  return lines.map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** Seconds since the epoch as ISO 8601 in UTC; `-` for none. */
export function renderTime(seconds: number | undefined): string {
  return seconds === undefined ? '-' : new Date(seconds * 1000).toISOString().replace('.000', '')
}

/** Names separated by spaces; `-` for none. */
export function renderNames(names: readonly string[]): string {
  return names.length === 0 ? '-' : names.join(' ')
}

function escapeCell(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
