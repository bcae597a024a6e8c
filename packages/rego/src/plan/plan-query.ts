import type { LinkedQuery, LinkedTerm } from '../link/program.ts'
import { nowhere } from '../syntax/location.ts'
import { BodyPlanner } from './plan-body.ts'
import type { PlanDraft } from './plan-draft.ts'
import type { Statement, Unit } from './rir.ts'

/** Plans a query, or the reading of a path below `data`: the number of its unit. */
export function planQuery(
  draft: PlanDraft,
  query: LinkedQuery | { readonly path: readonly string[] },
): number {
  return 'path' in query ? planPath(draft, query.path) : planBody(draft, query)
}

function planBody(draft: PlanDraft, query: LinkedQuery): number {
  const body = new BodyPlanner(draft, undefined, true)
  const { statements } = body
  body.body(query.body)
  const row = query.variables.map(({ local }) =>
    body.read({ kind: 'local', name: local, location: nowhere }),
  )
  body.emit({ do: 'answer', value: draft.constant(true), steps: [], row })
  return add(draft, 'query', statements, body)
}

function planPath(draft: PlanDraft, path: readonly string[]): number {
  const body = new BodyPlanner(draft, undefined)
  const { statements } = body
  const steps = path.map((value): LinkedTerm => ({ kind: 'constant', value, location: nowhere }))
  const value = body.read({ kind: 'reference', head: 'data', path: steps, location: nowhere })
  body.emit({ do: 'answer', value, steps: [], row: [] })
  return add(draft, 'function', statements, body)
}

function add(
  draft: PlanDraft,
  kind: Unit['kind'],
  statements: readonly Statement[],
  { locals, contexts, terms }: BodyPlanner,
): number {
  draft.queries++
  const id = draft.units.length
  draft.units.push({
    id,
    kind,
    path: [],
    slot: -1,
    params: [],
    rules: [
      {
        rule: undefined,
        body: statements,
        terms,
        once: kind !== 'query' && statements.at(-1)?.do === 'answer',
        else: undefined,
        locals,
        contexts,
      },
    ],
    defaults: undefined,
    same: undefined,
    parts: [],
    optional: false,
    conflict: 'complete rules must not produce multiple outputs',
    index: undefined,
  })
  return id
}
