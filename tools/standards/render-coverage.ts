import { generatedFrom, plain, renderTable } from '../docs/markdown.ts'
import type { Coverage, RowTest } from './coverage.ts'
import {
  type AttackSection,
  allAttacks,
  allRows,
  type RowList,
  type RowSection,
  type Scope,
} from './parse-rows.ts'

/** `docs/standards/coverage.md`: every row and attack, and the tests that show it or why none does. */
export function renderCoverage(coverage: Coverage): string {
  const { list } = coverage
  return [
    generatedFrom('docs/standards/rows.md and the names of the tests'),
    '',
    '# Coverage',
    '',
    'Each row and attack of [the list](rows.md) with the tests that would fail without it, or the reason why it has none.',
    '`npm run check:standards` fails for a row of priority 1, and for an attack, that is in scope and has neither.',
    '',
    renderTotals(coverage),
    '',
    ...renderOpen(coverage),
    ...list.sections.flatMap((section) => [...renderSection(section, coverage), '']),
    ...list.attackSections.flatMap((section) => [...renderAttacks(section, coverage), '']),
    '## What waits',
    '',
    renderTable(
      ['Area', 'Why', 'Rows and attacks'],
      [...list.areas].map(([area, why]) => [area, why, waitingFor(area, list)]),
    ),
    '',
  ].join('\n')
}

function renderTotals({ list, tests }: Coverage): string {
  const rows = allRows(list)
  const line = (name: string, of: readonly Listed[]) => {
    const inScope = of.filter(isInScope)
    const shown = inScope.filter(({ id }) => tests.has(id))
    const counts = [of.length, inScope.length, shown.length, inScope.length - shown.length]
    const later = of.filter(({ scope }) => scope.kind === 'later').length
    const notOurs = of.filter(({ scope }) => scope.kind === 'not ours').length
    return [name, ...[...counts, later, notOurs].map(String)]
  }
  return renderTable(
    ['', 'Rows', 'In scope', 'Shown by tests', 'Not shown', 'Later', 'Not ours'],
    [
      ...([1, 2, 3] as const)
        .map((priority) => ({ priority, of: rows.filter((row) => row.priority === priority) }))
        .filter(({ of }) => of.length > 0)
        .map(({ priority, of }) => line(`Priority ${priority}`, of)),
      line('All rows', rows),
      line('Attacks', allAttacks(list)),
    ],
  )
}

/** The rows and attacks that are in scope and have no test, where there are any. */
function renderOpen({ list, tests }: Coverage): readonly string[] {
  const open = allListed(list).filter((listed) => isInScope(listed) && !tests.has(listed.id))
  if (open.length === 0) return []
  return [`In scope and not shown: ${open.map(({ id }) => id).join(', ')}.`, '']
}

function renderSection(section: RowSection, { tests }: Coverage): readonly string[] {
  return [
    `## ${section.title}`,
    '',
    section.standard,
    '',
    renderTable(
      ['Row', 'P', 'Where', 'Requirement', 'Shown by'],
      section.rows.map((row) => [
        row.id,
        String(row.priority),
        row.where,
        row.requirement,
        shownBy(row, tests.get(row.id) ?? [], row.priority === 1),
      ]),
    ),
  ]
}

function renderAttacks(section: AttackSection, { tests }: Coverage): readonly string[] {
  return [
    `## ${section.title}`,
    '',
    renderTable(
      ['Attack', 'What is tried', 'Shown by'],
      section.attacks.map((attack) => [
        attack.id,
        attack.attempt,
        shownBy(attack, tests.get(attack.id) ?? [], true),
      ]),
    ),
  ]
}

function shownBy({ scope }: Listed, tests: readonly RowTest[], isFirst: boolean): string {
  const links = [...Map.groupBy(tests, (test) => test.path)].map(
    ([path, of]) =>
      `[${fileName(path)}](../../${path}): ${of.map((test) => `“${plain(test.name)}”`).join(', ')}`,
  )
  const shown = links.join('<br>')
  if (scope.kind === 'later') return [`_Later: ${scope.area}._`, ...links].join('<br>')
  if (scope.kind === 'not ours') return [`_Not ours: ${scope.reason}._`, ...links].join('<br>')
  if (shown !== '') return shown
  if (scope.kind === 'untested') return `_Not shown: ${scope.reason}._`
  return isFirst ? '**Not shown yet.**' : '_Not shown yet._'
}

function fileName(path: string): string {
  return path.replace(/\.test\.ts$|\.ts$/, '')
}

function waitingFor(area: string, list: RowList): string {
  return allListed(list)
    .filter(({ scope }) => scope.kind === 'later' && scope.area === area)
    .map(({ id }) => id)
    .join(', ')
}

/** What rows and attacks have in common. */
interface Listed {
  readonly id: string
  readonly scope: Scope
}

function allListed(list: RowList): readonly Listed[] {
  return [...allRows(list), ...allAttacks(list)]
}

function isInScope({ scope }: Listed): boolean {
  return scope.kind === 'now' || scope.kind === 'untested'
}
