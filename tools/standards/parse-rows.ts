/** What the standards ask, as `docs/standards/rows.md` lists it. */
export interface RowList {
  readonly areas: ReadonlyMap<string, string>
  readonly sections: readonly RowSection[]
}

export interface RowSection {
  readonly title: string
  /** The documents, in one line. */
  readonly standard: string
  readonly rows: readonly Row[]
}

/** One thing that a test can show. */
export interface Row {
  readonly id: string
  readonly priority: 1 | 2 | 3
  readonly where: string
  readonly requirement: string
  readonly scope: Scope
}

export type Scope =
  | { readonly kind: 'now' }
  | { readonly kind: 'untested'; readonly reason: string }
  | { readonly kind: 'later'; readonly area: string }
  | { readonly kind: 'not ours'; readonly reason: string }

const rowHeading = '| Row | P | Where | Requirement | Scope |'
const areaHeading = '| Area | Why |'

/** Parses the list of rows; throws an error that names the line for one that cannot be meant. */
export function parseRows(markdown: string): RowList {
  const areas = new Map<string, string>()
  const sections: RowSection[] = []
  const seen = new Set<string>()
  for (const block of markdown.split(/^## /m).slice(1)) {
    const lines = block.split('\n').map((line) => line.trim())
    const cells = lines.filter((line) => line.startsWith('|')).map(parseCells)
    if (lines.includes(areaHeading)) {
      for (const [name = '', why = ''] of cells.slice(2)) areas.set(name, why)
    } else if (lines.includes(rowHeading)) {
      const rows = cells.slice(2).map((row) => parseRow(row, areas))
      for (const { id } of rows) {
        if (seen.has(id)) throw new Error(`row ${id} is listed twice`)
        seen.add(id)
      }
      const standard = lines.slice(1).find((line) => line !== '') ?? ''
      sections.push({ title: lines[0] ?? '', standard, rows })
    }
  }
  return { areas, sections }
}

/** Every row, in order. */
export function allRows(list: RowList): readonly Row[] {
  return list.sections.flatMap((section) => section.rows)
}

function parseCells(line: string): readonly string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
}

function parseRow(cells: readonly string[], areas: ReadonlyMap<string, string>): Row {
  const [id = '', priority = '', where = '', requirement = '', scope = ''] = cells
  const number = Number(priority)
  if (cells.length !== 5) throw new Error(`row \`${id}\` has ${cells.length} cells, not 5`)
  if (!/^[A-Z][A-Z0-9]+-\d\d$/.test(id)) throw new Error(`\`${id}\` is no id of a row`)
  if (number !== 1 && number !== 2 && number !== 3) {
    throw new Error(`the priority of ${id} is 1, 2 or 3, not \`${priority}\``)
  }
  if (where === '' || requirement === '') throw new Error(`row ${id} has an empty cell`)
  return { id, priority: number, where, requirement, scope: parseScope(id, scope, areas) }
}

function parseScope(id: string, text: string, areas: ReadonlyMap<string, string>): Scope {
  if (text === 'now') return { kind: 'now' }
  const [, kind, rest = ''] = /^(untested|later|not ours): (.+)$/.exec(text) ?? []
  if (kind === 'untested' || kind === 'not ours') return { kind, reason: rest }
  if (kind === 'later' && areas.has(rest)) return { kind, area: rest }
  throw new Error(
    `the scope of ${id} is \`now\`, \`untested: REASON\`, \`not ours: REASON\` or \`later: AREA\` with an area of the table above, not \`${text}\``,
  )
}
