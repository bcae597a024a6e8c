import { compare } from '../values/compare.ts'
import type { Term } from './ast.ts'
import { isRootDocument } from './terms.ts'

type Entries = readonly (readonly [key: Term, value: Term])[]

/** The order in which sets and objects show their terms: by kind, then by value. `text` settles the rest. */
export function compareTerms(a: Term, b: Term, text: (term: Term) => string): number {
  const kinds = rank(a) - rank(b)
  if (kinds !== 0) return kinds
  const each = (left: readonly Term[], right: readonly Term[]) => compareLists(left, right, text)
  switch (a.kind) {
    case 'null':
      return 0
    case 'boolean':
    case 'number':
    case 'string':
      return a.kind === b.kind ? compare(a.value, b.value) : 0
    case 'var':
    case 'ref':
      return each(stepsOf(a), stepsOf(b))
    case 'array':
      return b.kind === 'array' ? each(a.items, b.items) : 0
    case 'set':
      return b.kind === 'set' ? each(sortTerms(a.items, text), sortTerms(b.items, text)) : 0
    case 'object':
      return b.kind === 'object'
        ? each(sortEntries(a.entries, text).flat(), sortEntries(b.entries, text).flat())
        : 0
    case 'call':
      return b.kind === 'call' ? each([a.operator, ...a.args], [b.operator, ...b.args]) : 0
    default:
      return compare(text(a), text(b))
  }
}

function rank(term: Term): number {
  if (term.kind === 'comprehension') return { array: 10, object: 11, set: 12 }[term.collects]
  if (isRootDocument(term)) return ranks.ref
  return ranks[term.kind]
}

const ranks = {
  null: 0,
  boolean: 1,
  number: 2,
  string: 3,
  template: 4,
  var: 5,
  ref: 6,
  array: 7,
  object: 8,
  set: 9,
  call: 13,
}

/** A name is compared as text: there is nothing in it but its head. */
function stepsOf(term: Term): readonly Term[] {
  if (term.kind === 'ref') return [named(term.head), ...term.path]
  return [named(term)]
}

function named(term: Term): Term {
  return term.kind === 'var' ? { kind: 'string', value: term.name, location: term.location } : term
}

function compareLists(
  a: readonly Term[],
  b: readonly Term[],
  text: (term: Term) => string,
): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]
    if (right === undefined) return 1
    const order = compareTerms(left, right, text)
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** In order, each once. */
export function sortTerms(terms: readonly Term[], text: (term: Term) => string): Term[] {
  const sorted = [...terms].sort((a, b) => compareTerms(a, b, text))
  return sorted.filter((term, index) => {
    const before = sorted[index - 1]
    return before === undefined || compareTerms(before, term, text) !== 0
  })
}

/** In the order of the keys; of equal keys the last counts. */
export function sortEntries(entries: Entries, text: (term: Term) => string): Entries {
  const sorted = [...entries].sort(([a], [b]) => compareTerms(a, b, text))
  return sorted.filter(([key], index) => {
    const after = sorted[index + 1]
    return after === undefined || compareTerms(key, after[0], text) !== 0
  })
}
