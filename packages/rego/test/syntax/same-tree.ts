const apart = new Set(['location', 'comments', 'source'])

/**
 * Where two trees, or lists of them, differ first, as `/rules/0/head`; undefined where they do not. Where they stand,
 * how wildcards are numbered, and comments are no part of a tree.
 */
export function firstDifference(a: unknown, b: unknown): string | undefined {
  return new Comparison().compare(a, b, '')
}

class Comparison {
  /** The wildcards of the one tree and those that stand for them in the other. */
  readonly #wildcards = new Map<string, string>()

  compare(a: unknown, b: unknown, path: string): string | undefined {
    if (typeof a === 'string' && typeof b === 'string') {
      return a === b || this.#sameWildcard(a, b) ? undefined : path
    }
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
      return Object.is(a, b) ? undefined : path
    }
    if (Array.isArray(a) !== Array.isArray(b)) return path
    const left = new Map(Object.entries(a))
    const right = new Map(Object.entries(b))
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      if (!Array.isArray(a) && apart.has(key)) continue
      const found = this.compare(left.get(key), right.get(key), `${path}/${key}`)
      if (found !== undefined) return found
    }
    return undefined
  }

  #sameWildcard(a: string, b: string): boolean {
    if (!/^\$\d+$/.test(a) || !/^\$\d+$/.test(b)) return false
    const known = this.#wildcards.get(a)
    if (known === undefined) this.#wildcards.set(a, b)
    return known === undefined || known === b
  }
}
