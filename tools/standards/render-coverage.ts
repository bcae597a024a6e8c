import { generatedFrom, plain, renderTable } from '../docs/markdown.ts'
import type { Coverage, RowTest } from './coverage.ts'
import { allRows, type Row, type RowList, type RowSection } from './parse-rows.ts'

/** `docs/standards/coverage.md`: every row, and the tests that show it or why none does. */
export function renderCoverage(coverage: Coverage): string {
  const { list } = coverage
  return [
    generatedFrom('docs/standards/rows.md and the names of the tests'),
    '',
    '# Coverage',
    '',
    'Each row of [the list](rows.md) with the tests that would fail without it, or the reason why it has none. `npm run check:standards` fails',
    'for a row of priority 1 that is in scope and has neither.',
    '',
    renderTotals(coverage),
    '',
    ...renderOpen(coverage),
    ...list.sections.flatMap((section) => [...renderSection(section, coverage), '']),
    '## What waits',
    '',
    renderTable(
      ['Area', 'Why', 'Rows'],
      [...list.areas].map(([area, why]) => [area, why, waitingFor(area, list)]),
    ),
    '',
  ].join('\n')
}

function renderTotals({ list, tests }: Coverage): string {
  const rows = allRows(list)
  const line = (name: string, of: readonly Row[]) => {
    const inScope = of.filter(isInScope)
    const shown = inScope.filter((row) => tests.has(row.id))
    const counts = [of.length, inScope.length, shown.length, inScope.length - shown.length]
    const later = of.filter((row) => row.scope.kind === 'later').length
    const notOurs = of.filter((row) => row.scope.kind === 'not ours').length
    return [name, ...[...counts, later, notOurs].map(String)]
  }
  return renderTable(
    ['', 'Rows', 'In scope', 'Shown by tests', 'Not shown', 'Later', 'Not ours'],
    [
      ...([1, 2, 3] as const)
        .map((priority) => ({ priority, of: rows.filter((row) => row.priority === priority) }))
        .filter(({ of }) => of.length > 0)
        .map(({ priority, of }) => line(`Priority ${priority}`, of)),
      line('All', rows),
    ],
  )
}

/** The rows that are in scope and have no test, where there are any. */
function renderOpen({ list, tests }: Coverage): readonly string[] {
  const open = allRows(list).filter((row) => isInScope(row) && !tests.has(row.id))
  if (open.length === 0) return []
  return [`In scope and not shown: ${open.map((row) => row.id).join(', ')}.`, '']
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
        shownBy(row, tests.get(row.id) ?? []),
      ]),
    ),
  ]
}

function shownBy({ scope, priority }: Row, tests: readonly RowTest[]): string {
  const links = [...Map.groupBy(tests, (test) => test.path)].map(
    ([path, of]) =>
      `[${fileName(path)}](../../${path}): ${of.map((test) => `“${plain(test.name)}”`).join(', ')}`,
  )
  const shown = links.join('<br>')
  if (scope.kind === 'later') return [`_Later: ${scope.area}._`, ...links].join('<br>')
  if (scope.kind === 'not ours') return [`_Not ours: ${scope.reason}._`, ...links].join('<br>')
  if (shown !== '') return shown
  if (scope.kind === 'untested') return `_Not shown: ${scope.reason}._`
  return priority === 1 ? '**Not shown yet.**' : '_Not shown yet._'
}

function fileName(path: string): string {
  return path.replace(/\.test\.ts$|\.ts$/, '')
}

function waitingFor(area: string, list: RowList): string {
  return allRows(list)
    .filter(({ scope }) => scope.kind === 'later' && scope.area === area)
    .map((row) => row.id)
    .join(', ')
}

function isInScope({ scope }: Row): boolean {
  return scope.kind === 'now' || scope.kind === 'untested'
}
