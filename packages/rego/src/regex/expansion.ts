import type { Match } from './regex.ts'

/** A replacement text in Go's syntax: `$1`, `${1}`, `$name`, `${name}`, `$$`. */
export type Expansion = readonly (string | Reference)[]

/** A group by number, or by name: of several the first that took part. */
interface Reference {
  readonly groups: readonly number[]
}

const named = /^(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/u

/** Reads a replacement text. A `$` that starts no reference stands for itself. */
export function parseExpansion(
  text: string,
  groupNames: readonly (string | undefined)[],
): Expansion {
  const parts: (string | Reference)[] = []
  let rest = text
  for (;;) {
    const dollar = rest.indexOf('$')
    if (dollar < 0) break
    parts.push(rest.slice(0, dollar))
    rest = rest.slice(dollar + 1)
    const found = named.exec(rest)
    if (found !== null) {
      parts.push({ groups: groupsOf(found[1] ?? found[2] ?? '', groupNames) })
      rest = rest.slice(found[0].length)
    } else {
      parts.push('$')
      if (rest.startsWith('$')) rest = rest.slice(1)
    }
  }
  parts.push(rest)
  return parts.filter((part) => part !== '')
}

export function expand(expansion: Expansion, match: Match): string {
  let text = ''
  for (const part of expansion) text += typeof part === 'string' ? part : referred(part, match)
  return text
}

function referred({ groups }: Reference, match: Match): string {
  for (const group of groups) {
    const text = match.groups[group]
    if (text !== undefined) return text
  }
  return ''
}

function groupsOf(name: string, groupNames: readonly (string | undefined)[]): readonly number[] {
  if (/^(?:0|[1-9][0-9]{0,8})$/.test(name)) return [Number(name)]
  return groupNames.flatMap((groupName, i) => (groupName === name ? [i] : []))
}
