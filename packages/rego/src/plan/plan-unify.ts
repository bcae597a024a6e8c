import type { LinkedTerm } from '../link/program.ts'
import type { BodyDraft } from './body-draft.ts'
import type { Operand } from './rir.ts'

/** A term, or a value that has been read already. */
type Side = LinkedTerm | Operand

/**
 * Makes two terms equal. There is no unification at run time: after the ordering of the body each
 * variable is either bound here or compared here, and the compiler knows which.
 */
export function unify(body: BodyDraft, left: Side, right: Side): void {
  const open: [Side, Side][] = [[left, right]]
  while (open.length > 0) {
    // A pair of which one side can be read now; `[x, y] = [y, 1]` has to begin with its second one.
    const ready = open.findIndex(([a, b]) => isReadable(body, a) || isReadable(body, b))
    const [pair] = open.splice(Math.max(ready, 0), 1)
    const [a, b] = pair as [Side, Side]
    const parts = ready < 0 || bothOpen(body, a, b) ? split(body, a, b) : undefined
    if (parts === 'never') {
      body.emit({ do: 'fail' })
      return
    }
    if (parts !== undefined) open.push(...parts)
    else if (isReadable(body, a)) match(body, b, operandOf(body, a))
    else match(body, a, operandOf(body, b))
  }
}

/** Both are collections and one has variables to bind: taken apart, item by item. */
function bothOpen(body: BodyDraft, a: Side, b: Side): boolean {
  return isPattern(a) && isPattern(b) && !(isReadable(body, a) && isReadable(body, b))
}

function isPattern(side: Side): boolean {
  return 'kind' in side && (side.kind === 'array' || side.kind === 'object')
}

/** The pairs of items of two collections as written; `never` where they cannot be equal. */
function split(body: BodyDraft, a: Side, b: Side): [Side, Side][] | 'never' {
  if (!('kind' in a && 'kind' in b)) throw new Error('a unification cannot be put in an order')
  if (a.kind === 'array' && b.kind === 'array') {
    const other = b.items
    if (a.items.length !== other.length) return 'never'
    return a.items.map((item, i) => [item, other[i] as LinkedTerm])
  }
  if (a.kind === 'object' && b.kind === 'object') return splitObjects(body, a, b)
  if (isPattern(a) && isPattern(b)) return 'never'
  throw new Error('a unification cannot be put in an order')
}

type Entries = LinkedTerm & { kind: 'object' }

/** Constant keys pair up by their value; with any other key the sides are read as values. */
function splitObjects(body: BodyDraft, a: Entries, b: Entries): [Side, Side][] | 'never' {
  if (a.entries.length !== b.entries.length) return 'never'
  const pairs: [Side, Side][] = []
  for (const [key, value] of a.entries) {
    const wanted = operandOf(body, key)
    const other = b.entries.find(([candidate]) => sameOperand(operandOf(body, candidate), wanted))
    if (other === undefined) return 'never'
    pairs.push([value, other[1]])
  }
  return pairs
}

function sameOperand(a: Operand, b: Operand): boolean {
  return a.at === 'constant'
    ? b.at === 'constant' && a.index === b.index
    : b.at === 'local' && a.id === b.id
}

function operandOf(body: BodyDraft, side: Side): Operand {
  return 'kind' in side ? body.read(side) : side
}

/** Makes a term equal to a value: binds what is not bound yet, takes patterns apart. */
function match(body: BodyDraft, side: Side, value: Operand): void {
  if ('kind' in side && !isReadable(body, side)) {
    if (side.kind === 'local') {
      body.bind(side, value)
      return
    }
    if (side.kind === 'array') {
      body.emit({ do: 'shape', of: value, shape: 'array', size: side.items.length })
      side.items.forEach((item, index) => {
        if (item.kind === 'local' && isWildcard(item.name)) return
        unify(body, item, body.let({ read: 'item', of: value, index }))
      })
      return
    }
    if (side.kind === 'object') {
      body.emit({ do: 'shape', of: value, shape: 'object', size: side.entries.length })
      for (const [key, item] of side.entries) {
        const found = body.let({ read: 'step', of: value, key: body.read(key), base: false })
        unify(body, item, found)
      }
      return
    }
    // A reference with variables of its own: it is scanned, and what it gives is compared.
    body.emit({ do: 'compare', by: 'equal', left: body.read(side), right: value })
    return
  }
  body.emit({ do: 'compare', by: 'equal', left: operandOf(body, side), right: value })
}

function isWildcard(name: string): boolean {
  return name.startsWith('$')
}

/** Whether every variable that the term would bind is bound already. */
export function isReadable(body: BodyDraft, side: Side): boolean {
  if (!('kind' in side)) return true
  switch (side.kind) {
    case 'local':
      return body.scope.get(side.name) !== undefined
    case 'array':
    case 'set':
      return side.items.every((item) => isReadable(body, item))
    case 'object':
      return side.entries.every(([key, value]) => isReadable(body, key) && isReadable(body, value))
    case 'reference':
      // Steps that are not bound are scanned.
      return typeof side.head === 'string' || isReadable(body, side.head)
    default:
      return true
  }
}
