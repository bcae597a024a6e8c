import type { Annotations } from '../../syntax/ast.ts'
import { fromHost } from '../../values/from-host.ts'
import { objectFrom } from '../../values/objects.ts'
import type { Value } from '../../values/value.ts'

const lists = ['organizations', 'related_resources', 'authors', 'schemas'] as const

/** Annotations as a policy sees them: only what was written. */
export function annotationValue(annotations: Annotations): Value {
  const { scope, title, description, entrypoint, custom } = annotations
  const entries: [name: string, value: Value][] = [['scope', scope]]
  if (title) entries.push(['title', title])
  if (entrypoint) entries.push(['entrypoint', true])
  if (description) entries.push(['description', description])
  for (const name of lists) {
    const list = annotations[name]
    if (list !== undefined && list.length > 0) entries.push([name, fromHost(list)])
  }
  if (custom !== undefined && Object.keys(custom).length > 0) {
    entries.push(['custom', fromHost(custom)])
  }
  return objectFrom(entries)
}
