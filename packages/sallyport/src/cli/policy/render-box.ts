/** A table with lines around it: the heading centred, the cells to the left. */
export function renderBox(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = heading.map((name, i) =>
    [name, ...rows.map((row) => row[i] ?? '')].reduce(
      (most, cell) => Math.max(most, widthOf(cell)),
      0,
    ),
  )
  const line = (left: string, between: string, right: string) =>
    `${left}${widths.map((width) => '─'.repeat(width + 2)).join(between)}${right}`
  const row = (cells: readonly string[]) => `│${cells.map((cell) => ` ${cell} `).join('│')}│`
  return [
    line('┌', '┬', '┐'),
    row(heading.map((name, i) => centre(name, widths[i] ?? 0))),
    line('├', '┼', '┤'),
    ...rows.map((cells) => row(cells.map((cell, i) => padEnd(cell, widths[i] ?? 0)))),
    line('└', '┴', '┘'),
  ]
}

function widthOf(text: string): number {
  return [...text].length
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

function centre(text: string, width: number): string {
  const left = Math.floor((width - widthOf(text)) / 2)
  return padEnd(' '.repeat(Math.max(0, left)) + text, width)
}
