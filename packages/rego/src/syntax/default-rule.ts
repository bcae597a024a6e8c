import type { RuleHead, Term } from './ast.ts'
import type { Location } from './location.ts'
import type { Parser } from './parser.ts'
import { isRootDocument, termName } from './terms.ts'

/** A default value needs no evaluation (but in a comprehension); arguments are names or `_`. Notes what is wrong. */
export function isValidDefault(parser: Parser, head: RuleHead, place: Location): boolean {
  if (head.value === undefined) {
    parser.fail(place, 'illegal default rule (must have a value)')
    return false
  }
  let valid = true
  const refuse = (reason: string) => {
    parser.fail(place, `illegal default rule (${reason})`)
    valid = false
  }
  for (const name of dependences(head.value)) refuse(`value cannot contain ${name}`)
  if (!valid) return false
  const names = new Set<string>()
  for (const arg of head.args ?? []) {
    if (arg.kind !== 'var' || isRootDocument(arg)) {
      refuse(`arguments cannot contain ${termName(arg)}`)
    } else if (names.has(arg.name)) {
      refuse(`arguments cannot be repeated ${arg.name.startsWith('$') ? '_' : arg.name}`)
    } else names.add(arg.name)
  }
  return valid
}

/** The kinds of what has to be evaluated in a term, comprehensions apart. */
function* dependences(term: Term): Generator<string> {
  switch (term.kind) {
    case 'var':
    case 'ref':
    case 'call':
      yield termName(term)
      return
    case 'array':
    case 'set':
      for (const item of term.items) yield* dependences(item)
      return
    case 'object':
      for (const [key, value] of term.entries) {
        yield* dependences(key)
        yield* dependences(value)
      }
      return
    case 'template':
      for (const part of term.parts) {
        if (part.kind === 'term') yield* dependencesOfPart(part.term)
      }
  }
}

/** The outermost call of an expression counts as its parts. */
function* dependencesOfPart(term: Term): Generator<string> {
  if (term.kind !== 'call') {
    yield* dependences(term)
    return
  }
  yield 'ref'
  for (const arg of term.args) yield* dependences(arg)
}
