import type { PatternNode } from './pattern-node.ts'

/**
 * Whether a match might be found that starts between the two UTF-16 units of a character: V8 looks there for
 * matches that begin with no character, and its assertions see half a character.
 */
export function mayMatchBetween(root: PatternNode): boolean {
  return !(canOnlyStartAtTextStart(root) || startsWithCharacter(root))
}

/** Every match starts where the text does, so that there is one attempt. */
export function canOnlyStartAtTextStart(node: PatternNode): boolean {
  return begins(node, (first) => first.kind === 'assertion' && first.that === 'text-start')
}

function startsWithCharacter(node: PatternNode): boolean {
  return begins(node, (first) => first.kind === 'character')
}

function begins(node: PatternNode, that: (first: PatternNode) => boolean): boolean {
  switch (node.kind) {
    case 'sequence': {
      const [first] = node.parts
      return first !== undefined && begins(first, that)
    }
    case 'choice':
      return node.options.every((option) => begins(option, that))
    case 'group':
      return begins(node.body, that)
    case 'repeat':
      return node.min > 0 && begins(node.body, that)
    default:
      return that(node)
  }
}
