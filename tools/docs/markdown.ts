/** A table whose cells are Markdown already. */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Plain text as code, whatever backticks it holds. */
export function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`'
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${space}${text}${space}${fence}`
}

/** Plain text that Markdown leaves as it is. */
export function plain(text: string): string {
  return text.replaceAll(/[\\*_<>[\]]/g, '\\$&')
}

/** What generated pages begin with. */
export function generatedFrom(source: string): string {
  return `<!-- Made by \`npm run docs\` from ${source}; changes here are lost. -->`
}

function escapeCell(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')
}
