import type { PatternNode } from './pattern-node.ts'

/**
 * Whether JavaScript's groups hold what RE2's do. Each round of a repetition empties the groups within it in
 * JavaScript, but not in RE2, where `(?:(a)|b)*` on `ab` leaves `a` in the group.
 */
export function groupsAgree(root: PatternNode): boolean {
  return agree(root, false, false)
}

function agree(node: PatternNode, repeated: boolean, optional: boolean): boolean {
  switch (node.kind) {
    case 'group':
      return !(repeated && optional) && agree(node.body, repeated, optional)
    case 'sequence':
      return node.parts.every((part) => agree(part, repeated, optional))
    case 'choice':
      return node.options.every((option) => agree(option, repeated, optional || repeated))
    case 'repeat':
      return agree(node.body, repeated || node.max > 1, optional || (repeated && node.min === 0))
    default:
      return true
  }
}
