import { type Attack, allAttacks, allRows, type Row, type RowList } from './parse-rows.ts'
import type { Citation } from './read-citations.ts'

/** A test that cites a row or an attack. */
export interface RowTest {
  readonly path: string
  readonly name: string
}

export interface Coverage {
  readonly list: RowList
  /** By id; rows and attacks that no test cites are absent. */
  readonly tests: ReadonlyMap<string, readonly RowTest[]>
  /** Ids in names of tests that are neither, each as a sentence. */
  readonly unknown: readonly string[]
}

/** Brings rows, attacks and tests together; the citations of each test file by its path. */
export function coverRows(
  list: RowList,
  citations: ReadonlyMap<string, readonly Citation[]>,
): Coverage {
  const rows = [...allRows(list), ...allAttacks(list)].map(({ id }) => id)
  const tests = new Map<string, RowTest[]>()
  const unknown: string[] = []
  for (const [path, cited] of [...citations].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const { ids, name } of cited) {
      const { known, strange } = expandIds(ids, rows)
      for (const id of strange) {
        unknown.push(`${path}: \`${name}\` cites ${id}, which docs/standards/rows.md does not list`)
      }
      for (const id of known) tests.set(id, [...(tests.get(id) ?? []), { path, name }])
    }
  }
  return { list, tests, unknown }
}

/** What a change must not leave behind: names that cite nothing, rows and attacks that nothing shows. */
export function findGaps({ list, tests, unknown }: Coverage): readonly string[] {
  return [
    ...unknown,
    ...[...allRows(list), ...allAttacks(list)].flatMap((listed) => {
      const isShown = tests.has(listed.id)
      if (listed.scope.kind === 'untested' && isShown) {
        return [`${listed.id} is listed as untested, and a test cites it: its scope is \`now\``]
      }
      return isMissing(listed, isShown) ? [describeMissing(listed)] : []
    }),
  ]
}

/** An attack is missed as a row of priority 1 is. */
function isMissing(listed: Row | Attack, isShown: boolean): boolean {
  const counts = 'attempt' in listed || listed.priority === 1
  return counts && listed.scope.kind === 'now' && !isShown
}

function describeMissing(listed: Row | Attack): string {
  return 'attempt' in listed
    ? `${listed.id} is an attack in scope, and no test cites it: ${listed.attempt}`
    : `${listed.id} has priority 1, is in scope, and no test cites it: ${listed.requirement}`
}

/**
 * `PAR-01 to PAR-03, B01`: every row from the first to the last of a range, both included. Ids of no
 * family that is listed are left out; strange are those of a family that has no such row or attack.
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

/** `PAR-` of `PAR-06`, `B` of `B01`. */
function familyOf(id: string): string {
  return id.slice(0, -2)
}

function numberOf(id: string): number {
  return Number(id.slice(-2))
}
