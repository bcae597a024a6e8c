import type { Resource } from '@sallyport/protocol'

/**
 * A frozen copy of the resource's own facts, without those that are undefined: the host's object stays
 * as it is, and nothing inherited is taken for a fact.
 */
export function takeFacts(value: unknown): Resource {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('a resource must be an object')
  }
  const facts = Object.fromEntries(Object.entries(value).filter(([, fact]) => fact !== undefined))
  const { type } = facts
  if (typeof type !== 'string' || type === '') {
    throw new TypeError('a resource must have a `type` of its own, a string such as `document`')
  }
  return Object.freeze({ ...facts, type })
}
