/** A JSON object as parsed from text that nobody has vouched for yet. */
export type JsonObject = { readonly [name: string]: unknown }

/**
 * Parses the text of one JSON object, refusing what two parsers could read differently: duplicate
 * names at any level (RFC 7519 §4), nesting deeper than `maxDepth`, and anything but an object.
 * Returns undefined when refused. Names such as `__proto__` become own properties (JSON.parse defines
 * them, it does not assign), so the prototype of the result is never touched.
 */
export function parseStrictJsonObject(text: string, maxDepth = 16): JsonObject | undefined {
  if (!hasUnambiguousShape(text, maxDepth)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}

/**
 * One pass over the text that follows only strings and brackets: JSON.parse judges the grammar, this
 * judges depth and repeated names. Security: it runs first, so that a document nested 100,000 deep
 * never reaches the recursive parser.
 */
function hasUnambiguousShape(text: string, maxDepth: number): boolean {
  const open: (Set<string> | undefined)[] = []
  let i = 0
  while (i < text.length) {
    const char = text[i]
    if (char === '"') {
      const end = endOfString(text, i)
      if (end === -1) return false
      const names = open.at(-1)
      if (names !== undefined && isFollowedByColon(text, end)) {
        const name = readString(text.slice(i, end))
        if (name === undefined || names.has(name)) return false
        names.add(name)
      }
      i = end
      continue
    }
    if (char === '{' || char === '[') {
      if (open.length === maxDepth) return false
      open.push(char === '{' ? new Set() : undefined)
    } else if (char === '}' || char === ']') open.pop()
    i += 1
  }
  return true
}

/** Index just past the closing quote of the string that starts at `start`; -1 if it never closes. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1
    else if (text[i] === '"') return i + 1
  }
  return -1
}

function isFollowedByColon(text: string, from: number): boolean {
  let i = from
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i += 1
  return text[i] === ':'
}

/** The string itself, escapes resolved: `"sub"` and `"\u0073ub"` are one name. */
function readString(quoted: string): string | undefined {
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  try {
    return JSON.parse(quoted) as string
  } catch {
    return undefined
  }
}
