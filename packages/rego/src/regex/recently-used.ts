/** Compiled patterns by their text: those used last are kept. */
export class RecentlyUsed<T> {
  readonly #most: number
  readonly #mostText: number
  /** Asked for since the last change of generation, which is when it is half of what may be kept. */
  #young = new Map<string, T>()
  #youngText = 0
  #old = new Map<string, T>()

  /** At most so many, and so many UTF-16 units of keys together. */
  constructor(most: number, mostText: number) {
    this.#most = most
    this.#mostText = mostText
  }

  get(key: string): T | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.add(key, old)
    return old
  }

  add(key: string, value: T): void {
    const text = this.#youngText + key.length
    if (2 * this.#young.size >= this.#most || 2 * text > this.#mostText) {
      this.#old = this.#young
      this.#young = new Map()
      this.#youngText = 0
    }
    // One so long that it would push out all others is not kept.
    if (2 * key.length > this.#mostText) return
    this.#young.set(key, value)
    this.#youngText += key.length
  }
}
