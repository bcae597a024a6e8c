import { writeCharacter, writeRanges } from './class-builder.ts'
import type { CodePoints } from './code-points.ts'
import type { Assertion, PatternNode } from './pattern-node.ts'

const assertions: Readonly<Record<Assertion, string>> = {
  'text-start': '^',
  'text-end': '$',
  'line-start': '(?<![^\\n])',
  'line-end': '(?![^\\n])',
  'word-boundary': '\\b',
  'no-word-boundary': '\\B',
}

/**
 * The pattern for JavaScript with the flag `v` and without `i`, `m`, `s`. Not for one with tables that fold:
 * V8 lets `(?i:…)` reach beyond its parentheses.
 * `groups`: whether the groups are wanted; without them it runs faster.
 */
export function writeJavaScript(node: PatternNode, groups: boolean): string {
  switch (node.kind) {
    case 'empty':
      return '(?:)'
    case 'character':
      return node.of.kind === 'ranges' ? character(node.of.ranges) : node.of.pattern
    case 'assertion':
      return assertions[node.that]
    case 'sequence':
      return node.parts
        .map((part) =>
          part.kind === 'choice' ? single(part, groups) : writeJavaScript(part, groups),
        )
        .join('')
    case 'choice':
      return node.options.map((option) => writeJavaScript(option, groups)).join('|')
    case 'repeat':
      return single(node.body, groups) + quantifier(node)
    case 'group':
      return groups ? `(${writeJavaScript(node.body, groups)})` : single(node.body, groups)
  }
}

function single(node: PatternNode, groups: boolean): string {
  const text = writeJavaScript(node, groups)
  return node.kind === 'character' || (groups && node.kind === 'group') ? text : `(?:${text})`
}

/** `*`, `{2,}?` and their like. */
function quantifier({ min, max, greedy }: Extract<PatternNode, { kind: 'repeat' }>): string {
  const lazy = greedy ? '' : '?'
  if (max === Number.POSITIVE_INFINITY) {
    return (min === 0 ? '*' : min === 1 ? '+' : `{${min},}`) + lazy
  }
  if (min === 0 && max === 1) return `?${lazy}`
  return (min === max ? `{${min}}` : `{${min},${max}}`) + lazy
}

function character(ranges: CodePoints): string {
  const [first = 0, last = 0] = ranges
  if (ranges.length === 0) return '[]'
  if (ranges.length === 2 && first === last) return writeCharacter(first)
  if (ranges.length === 2 && first === 0 && last === 0x10ffff) return '[^]'
  return `[${writeRanges(ranges)}]`
}
