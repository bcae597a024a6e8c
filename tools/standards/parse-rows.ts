/** What the standards ask and what attackers try, as `docs/standards/rows.md` lists it. */
export interface RowList {
  readonly areas: ReadonlyMap<string, string>
  readonly sections: readonly RowSection[]
  readonly attackSections: readonly AttackSection[]
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

export interface AttackSection {
  readonly title: string
  readonly attacks: readonly Attack[]
}

/** One thing that an attacker tries; a test shows that it fails. */
export interface Attack {
  readonly id: string
  readonly attempt: string
  readonly scope: Scope
}

export type Scope =
  | { readonly kind: 'now' }
  | { readonly kind: 'untested'; readonly reason: string }
  | { readonly kind: 'later'; readonly area: string }
  | { readonly kind: 'not ours'; readonly reason: string }

const rowHeading = '| Row | P | Where | Requirement | Scope |'
const attackHeading = '| Attack | What is tried | Scope |'
const areaHeading = '| Area | Why |'

/** Parses the list of rows and attacks; throws an error that names the line for one that cannot be meant. */
export function parseRows(markdown: string): RowList {
  const areas = new Map<string, string>()
  const sections: RowSection[] = []
  const attackSections: AttackSection[] = []
  const seen = new Set<string>()
  const see = (id: string): void => {
    if (seen.has(id)) throw new Error(`row ${id} is listed twice`)
    seen.add(id)
  }
  for (const block of markdown.split(/^## /m).slice(1)) {
    const lines = block.split('\n').map((line) => line.trim())
    const cells = lines.filter((line) => line.startsWith('|')).map(parseCells)
    if (lines.includes(areaHeading)) {
      for (const [name = '', why = ''] of cells.slice(2)) areas.set(name, why)
    } else if (lines.includes(rowHeading)) {
      const rows = cells.slice(2).map((row) => parseRow(row, areas))
      for (const { id } of rows) see(id)
      const standard = lines.slice(1).find((line) => line !== '') ?? ''
      sections.push({ title: lines[0] ?? '', standard, rows })
    } else if (lines.includes(attackHeading)) {
      const attacks = cells.slice(2).map((attack) => parseAttack(attack, areas))
      for (const { id } of attacks) see(id)
      attackSections.push({ title: lines[0] ?? '', attacks })
    }
  }
  return { areas, sections, attackSections }
}

/** Every row, in order. */
export function allRows(list: RowList): readonly Row[] {
  return list.sections.flatMap((section) => section.rows)
}

/** Every attack, in order. */
export function allAttacks(list: RowList): readonly Attack[] {
  return list.attackSections.flatMap((section) => section.attacks)
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

function parseAttack(cells: readonly string[], areas: ReadonlyMap<string, string>): Attack {
  const [id = '', attempt = '', scope = ''] = cells
  if (cells.length !== 3) throw new Error(`attack \`${id}\` has ${cells.length} cells, not 3`)
  if (!/^[A-Z]\d\d$/.test(id)) throw new Error(`\`${id}\` is no id of an attack`)
  if (attempt === '') throw new Error(`attack ${id} has an empty cell`)
  return { id, attempt, scope: parseScope(id, scope, areas) }
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
