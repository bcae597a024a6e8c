import { allRows, type Row, type RowList } from './parse-rows.ts'
import type { Citation } from './read-citations.ts'

/** A test that cites a row. */
export interface RowTest {
  readonly path: string
  readonly name: string
}

export interface Coverage {
  readonly list: RowList
  /** By id; rows that no test cites are absent. */
  readonly tests: ReadonlyMap<string, readonly RowTest[]>
  /** Ids in names of tests that are no rows, each as a sentence. */
  readonly unknown: readonly string[]
}

/** Brings rows and tests together; the citations of each test file by its path. */
export function coverRows(
  list: RowList,
  citations: ReadonlyMap<string, readonly Citation[]>,
): Coverage {
  const rows = allRows(list).map((row) => row.id)
  const tests = new Map<string, RowTest[]>()
  const unknown: string[] = []
  for (const [path, cited] of [...citations].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const { ids, name } of cited) {
      const { known, strange } = expandIds(ids, rows)
      for (const id of strange) {
        unknown.push(`${path}: \`${name}\` cites ${id}, which is no row of docs/standards/rows.md`)
      }
      for (const id of known) tests.set(id, [...(tests.get(id) ?? []), { path, name }])
    }
  }
  return { list, tests, unknown }
}

/** What a change must not leave behind: names that cite nothing, rows that nothing shows. */
export function findGaps({ list, tests, unknown }: Coverage): readonly string[] {
  return [
    ...unknown,
    ...allRows(list).flatMap((row) => {
      const isShown = tests.has(row.id)
      if (row.scope.kind === 'untested' && isShown) {
        return [`${row.id} is listed as untested, and a test cites it: its scope is \`now\``]
      }
      if (!isMissing(row, isShown)) return []
      return [`${row.id} has priority 1, is in scope, and no test cites it: ${row.requirement}`]
    }),
  ]
}

function isMissing(row: Row, isShown: boolean): boolean {
  return row.priority === 1 && row.scope.kind === 'now' && !isShown
}

/**
 * `PAR-01 to PAR-03, B01`: every row from the first to the last of a range, both included. Ids of no
 * family of rows (attacks, say) are left out; strange are those of a family that has no such row.
 */
function expandIds(
  ids: string,
  rows: readonly string[],
): { readonly known: readonly string[]; readonly strange: readonly string[] } {
  const families = new Set(rows.map(familyOf))
  const known = new Set<string>()
  const strange: string[] = []
  for (const part of ids.replaceAll(' to ', '..').split(/[ ,]+/)) {
    const [first = '', last = first] = part.split('..')
    if (!families.has(familyOf(first))) continue
    for (const end of new Set([first, last])) {
      if (!rows.includes(end) || familyOf(end) !== familyOf(first)) strange.push(end)
    }
    const range = rows.filter(
      (id) =>
        familyOf(id) === familyOf(first) &&
        numberOf(id) >= numberOf(first) &&
        numberOf(id) <= numberOf(last),
    )
    for (const id of range) known.add(id)
  }
  return { known: [...known], strange }
}

function familyOf(id: string): string {
  return id.slice(0, id.indexOf('-') + 1)
}

function numberOf(id: string): number {
  return Number(id.slice(id.indexOf('-') + 1))
}
