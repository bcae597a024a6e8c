import {
  accept,
  type JsonObject,
  type Result,
  type RevocationTarget,
  refuse,
} from '@sallyport/protocol'
import { findTargetIdProblem, namedKinds } from './target-id.ts'

/**
 * Reads what is to be revoked: `{ "kind": "subject", "id": "…" }`, or `{ "kind": "all" }`. Refused with
 * what to do about it, which repeats nothing of the body.
 */
export function parseRevocation(body: JsonObject): Result<RevocationTarget, string> {
  const { kind, id, ...others } = body
  if (Object.keys(others).length > 0)
    return refuse('the body has `kind` and `id`, and nothing else')
  if (kind === 'all') {
    // Security: who names something and says `all` means that thing, and not everything.
    return id === undefined
      ? accept({ kind })
      : refuse('`id` does not go with the kind `all`: leave it out, or name the kind that it is of')
  }
  const named = namedKinds.find((known) => known === kind)
  if (named === undefined) {
    const kinds = namedKinds.map((known) => `\`${known}\``).join(', ')
    return refuse(`\`kind\` must be one of ${kinds} and \`all\``)
  }
  if (typeof id !== 'string') return refuse(`\`id\` must be the id of the ${named}, a text`)
  switch (findTargetIdProblem(named, id)) {
    case 'looks_like_token':
      return refuse('`id` takes an id, not a token: of a token it is the `jti`')
    case 'not_printable':
      return refuse('`id` takes 1 to 255 printable ASCII characters without spaces')
    case undefined:
      return accept({ kind: named, id })
  }
}
