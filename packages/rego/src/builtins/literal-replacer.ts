import type { BuiltinCall } from './builtin.ts'
import { splitText } from './text-search.ts'
import { checkTextLength, spendText } from './text-work.ts'

interface Node {
  readonly next: Map<number, Node>
  /** What replaces the text that leads here, and how early it was listed. */
  end?: { readonly replacement: string; readonly rank: number }
}

/** Replaces strings by others, at each place the first listed one that matches. */
export class LiteralReplacer {
  readonly #call: BuiltinCall
  readonly #pairs: readonly (readonly [string, string])[]

  constructor(call: BuiltinCall, pairs: readonly (readonly [string, string])[]) {
    this.#call = call
    this.#pairs = pairs
  }

  replace(text: string): string {
    const [only, ...others] = this.#pairs
    if (only === undefined) return text
    if (others.length === 0 && only[0] !== '') return this.#replaceOne(text, ...only)
    return this.#replaceMany(text, this.#tree())
  }

  #replaceOne(text: string, old: string, replacement: string): string {
    spendText(this.#call, text.length)
    const parts = splitText(text, old)
    spendText(this.#call, text.length + (parts.length - 1) * (replacement.length - old.length))
    return parts.join(replacement)
  }

  #tree(): Node {
    const root: Node = { next: new Map() }
    this.#pairs.forEach(([old, replacement], rank) => {
      this.#call.spend(1 + old.length)
      let node = root
      for (let i = 0; i < old.length; i++) {
        const unit = old.charCodeAt(i)
        const next: Node = node.next.get(unit) ?? { next: new Map() }
        node.next.set(unit, next)
        node = next
      }
      node.end = { replacement, rank }
    })
    return root
  }

  #replaceMany(text: string, root: Node): string {
    const pieces: string[] = []
    let length = 0
    let kept = 0
    let afterEmpty = false
    const put = (piece: string) => {
      spendText(this.#call, piece.length)
      length += piece.length
      checkTextLength(length)
      pieces.push(piece)
    }
    for (let at = 0; at <= text.length; ) {
      // The empty string matches once at a place, not again and again.
      const match = this.#match(text, at, root, afterEmpty)
      afterEmpty = match?.length === 0
      if (match === undefined) {
        at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
        continue
      }
      put(text.slice(kept, at))
      put(match.replacement)
      at += match.length
      kept = at
    }
    put(text.slice(kept))
    return pieces.join('')
  }

  #match(text: string, at: number, root: Node, notEmpty: boolean) {
    let found: { replacement: string; rank: number; length: number } | undefined
    let node: Node | undefined = root
    let i = at
    for (; node !== undefined; i++) {
      const { end } = node
      if (end !== undefined && !(notEmpty && i === at) && end.rank < (found?.rank ?? Infinity)) {
        found = { ...end, length: i - at }
      }
      node = i < text.length ? node.next.get(text.charCodeAt(i)) : undefined
    }
    this.#call.spend(i - at)
    return found
  }
}
