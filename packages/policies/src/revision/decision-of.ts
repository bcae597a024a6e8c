import type { Decision } from '@sallyport/protocol'

/**
 * The decision that a rule stands for: a boolean, or an object with `allow`, a boolean, and if it likes
 * `reasons`, a list or set of texts; what else it holds is passed over. Undefined denies. Throws TypeError
 * for everything else, which denies and is recorded as the fault that it is.
 */
export function decisionOf(value: unknown): Decision {
  if (value === undefined) return { allow: false }
  if (typeof value === 'boolean') return { allow: value }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong()
  const allow = ownOf(value, 'allow')
  const reasons = ownOf(value, 'reasons') ?? []
  if (typeof allow !== 'boolean' || !Array.isArray(reasons)) throw wrong()
  if (!reasons.every((reason) => typeof reason === 'string')) throw wrong()
  return { allow, reasons }
}

/** Security: own only, so that a polluted prototype allows nothing. */
function ownOf(value: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

const wrong = () =>
  new TypeError('a decision must be a boolean, or `{"allow": true or false, "reasons": [texts]}`')
