import type { BuiltinCall } from '../builtin.ts'
import { type GlobStep, meet } from './glob-expression.ts'

type Steps = readonly GlobStep[]

const cellsPerUnit = 4

/**
 * Whether some text that is not empty matches both. The answers are OPA's, which are too strict in places: a
 * repetition must take up steps of the other expression one after the other, and may not skip one of them
 * that could be empty, so that `a*c` and `b*c` have nothing in common.
 */
export function globsIntersect(call: BuiltinCall, a: Steps, b: Steps): boolean {
  const trimmed = withoutCommonEnds(a, b)
  if (trimmed === undefined) return false
  const [left, right] = trimmed
  call.spend(1 + Math.ceil(((left.length + 1) * (right.length + 1)) / cellsPerUnit))
  return intersectFrom(left, right)
}

/**
 * Steps without repetition at either end must meet one by one. One is left at each end, so that neither
 * expression becomes empty. Undefined: some do not meet.
 */
function withoutCommonEnds(a: Steps, b: Steps): readonly [Steps, Steps] | undefined {
  let start = 0
  for (; isSingle(a[start]) && isSingle(b[start]); start++) {
    if (!meet(a[start] as GlobStep, b[start] as GlobStep)) return undefined
  }
  if (start > 0) start--
  let endA = a.length - 1
  let endB = b.length - 1
  for (; endA >= start && endB >= start && isSingle(a[endA]) && isSingle(b[endB]); endA--, endB--) {
    if (!meet(a[endA] as GlobStep, b[endB] as GlobStep)) return undefined
  }
  if (endA < a.length - 1) {
    endA++
    endB++
  }
  return [a.slice(start, endA + 1), b.slice(start, endB + 1)]
}

function isSingle(step: GlobStep | undefined): boolean {
  return step?.repeat === ''
}

/** What is known of a place in both expressions: whether the rest of them has a text in common … */
interface Cell {
  /** … where a repetition of the first goes before one of the second. */
  firstLeads: boolean
  secondLeads: boolean
  /** … where the first's step there goes on taking up steps of the second, or has done so. */
  firstTakes: boolean
  secondTakes: boolean
}

/** Fills a table from the ends of both: time in proportion to the product of their lengths. */
function intersectFrom(a: Steps, b: Steps): boolean {
  let below: Cell[] = []
  for (let i = a.length; i >= 0; i--) {
    const row: Cell[] = []
    for (let j = b.length; j >= 0; j--) {
      row[j] = cellAt(a, b, i, j, below[j], row[j + 1], below[j + 1])
    }
    below = row
  }
  return below[0]?.firstLeads === true
}

/** `down`: one step on in the first; `across`: in the second; `both`: in both. */
function cellAt(
  a: Steps,
  b: Steps,
  i: number,
  j: number,
  down: Cell | undefined,
  across: Cell | undefined,
  both: Cell | undefined,
): Cell {
  const x = a[i]
  const y = b[j]
  const atEnd = x === undefined && y === undefined
  const cell: Cell = {
    firstLeads: atEnd,
    secondLeads: atEnd,
    firstTakes: x !== undefined && takes(x, a[i + 1], y, down?.firstLeads, across?.firstTakes),
    secondTakes: y !== undefined && takes(y, b[j + 1], x, across?.secondLeads, down?.secondTakes),
  }
  if (x === undefined || y === undefined) return cell
  if (x.repeat === '' && y.repeat === '') {
    const met = meet(x, y)
    cell.firstLeads = met && both?.firstLeads === true
    cell.secondLeads = met && both?.secondLeads === true
    return cell
  }
  const first = () =>
    x.repeat === '*' ? cell.firstTakes : takesOne(x, y, across?.firstTakes, down?.firstLeads)
  const second = () =>
    y.repeat === '*' ? cell.secondTakes : takesOne(y, x, down?.secondTakes, across?.secondLeads)
  cell.firstLeads = x.repeat === '' ? second() : first()
  cell.secondLeads = y.repeat === '' ? first() : second()
  return cell
}

/** `x*` against the rest of the other: it takes up steps until the rest of its own has something in common. */
function takes(
  step: GlobStep,
  next: GlobStep | undefined,
  other: GlobStep | undefined,
  left: boolean | undefined,
  goesOn: boolean | undefined,
): boolean {
  if (other === undefined) return next === undefined
  if (next !== undefined && meet(other, next) && left === true) return true
  return meet(other, step) && goesOn === true
}

/** `x+` takes one step at least; or a repetition of the other takes it up. */
function takesOne(
  step: GlobStep,
  other: GlobStep,
  goesOn: boolean | undefined,
  left: boolean | undefined,
): boolean {
  if (!meet(step, other)) return false
  return goesOn === true || (other.repeat !== '' && left === true)
}
