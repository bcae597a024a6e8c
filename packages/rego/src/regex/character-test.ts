import { includes } from './code-points.ts'
import type { CharacterSet } from './pattern-node.ts'

const asciiSize = 128
/** Answers of Unicode's tables that are remembered. */
const mostRemembered = 2_000

/** Whether a character is in a set. */
export class CharacterTest {
  readonly #ascii = new Uint8Array(asciiSize)
  readonly #beyond: (codePoint: number) => boolean

  constructor(set: CharacterSet) {
    this.#beyond =
      set.kind === 'ranges'
        ? (codePoint) => includes(set.ranges, codePoint)
        : inTable(set.pattern, set.fold)
    for (let i = 0; i < asciiSize; i++) this.#ascii[i] = this.#beyond(i) ? 1 : 0
  }

  has(codePoint: number): boolean {
    return codePoint < asciiSize ? this.#ascii[codePoint] === 1 : this.#beyond(codePoint)
  }
}

function inTable(pattern: string, fold: boolean): (codePoint: number) => boolean {
  const table = new RegExp(`^${pattern}$`, fold ? 'iv' : 'v')
  const remembered = new Map<number, boolean>()
  return (codePoint) => {
    const known = remembered.get(codePoint)
    if (known !== undefined) return known
    const found = table.test(String.fromCodePoint(codePoint))
    if (remembered.size >= mostRemembered) remembered.clear()
    remembered.set(codePoint, found)
    return found
  }
}
