import type { Term } from '../src/syntax/ast.ts'
import { parseTerm } from '../src/syntax/parse-term.ts'
import { objectFrom } from '../src/values/objects.ts'
import { RegoSet } from '../src/values/rego-set.ts'
import type { Value } from '../src/values/value.ts'

/** The value of a ground term of Rego, which may hold sets and keys that are no strings. */
export function readInputTerm(text: string): Value {
  const parsed = parseTerm(text)
  if ('diagnostics' in parsed) throw new SyntaxError(`not a term: ${text.slice(0, 100)}`)
  return groundValue(parsed.term)
}

function groundValue(term: Term): Value {
  switch (term.kind) {
    case 'null':
      return null
    case 'boolean':
    case 'number':
    case 'string':
      return term.value
    case 'array':
      return term.items.map(groundValue)
    case 'set':
      return RegoSet.from(term.items.map(groundValue))
    case 'object':
      return objectFrom(term.entries.map(([key, value]) => [groundValue(key), groundValue(value)]))
    case 'call':
      // `set()` is a call to the parser.
      return RegoSet.empty
    default:
      throw new SyntaxError(`not a ground term: ${term.kind}`)
  }
}
