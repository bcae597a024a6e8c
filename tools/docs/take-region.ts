/**
 * What stands between `// #region NAME` and its `// #endregion` in a source, less the indentation that
 * all of it has; without a name the whole of it, less such lines. Undefined where there is no such region.
 */
export function takeRegion(source: string, name?: string): string | undefined {
  const lines = source.split('\n')
  const inside = name === undefined ? lines : linesOf(lines, name)
  if (inside === undefined) return undefined
  const code = inside.filter((line) => !/^\s*\/\/ #(region|endregion)\b/.test(line))
  const indents = code.filter((line) => line !== '').map((line) => line.search(/\S/))
  const indent = Math.min(...indents)
  return code
    .map((line) => line.slice(indent))
    .join('\n')
    .trim()
}

function linesOf(lines: readonly string[], name: string): readonly string[] | undefined {
  const start = lines.findIndex((line) => line.trim() === `// #region ${name}`)
  if (start === -1) return undefined
  let depth = 0
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at]?.trim() ?? ''
    if (line.startsWith('// #region')) depth += 1
    if (line.startsWith('// #endregion')) depth -= 1
    if (depth === 0) return lines.slice(start + 1, at)
  }
  return undefined
}
