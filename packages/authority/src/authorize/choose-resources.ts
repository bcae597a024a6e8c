import { accept, type Result, refuse } from '@sallyport/protocol'
import type { ResourceServer } from '../authority-options.ts'

const MOST_AT_ONCE = 8

/**
 * The resources that `resource` parameters name, in order; without any, the default one, never all.
 * The comparison is of whole strings.
 * @see RFC 8707 §2
 */
export function chooseResources(
  asked: readonly string[],
  known: readonly [ResourceServer, ...ResourceServer[]],
): Result<readonly ResourceServer[], string> {
  if (asked.length === 0) return accept([known[0]])
  if (asked.length > MOST_AT_ONCE) return refuse('too many resources at once')
  const chosen: ResourceServer[] = []
  for (const identifier of new Set(asked)) {
    const resource = known.find((candidate) => candidate.identifier === identifier)
    if (resource === undefined) return refuse('a resource is not known here')
    chosen.push(resource)
  }
  return accept(chosen)
}
