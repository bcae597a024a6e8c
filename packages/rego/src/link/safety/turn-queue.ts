/** Numbers, the lowest first; one that is in already is not put in again. */
export class TurnQueue {
  readonly #heap: number[] = []
  readonly #present = new Set<number>()

  get isEmpty(): boolean {
    return this.#heap.length === 0
  }

  push(turn: number): void {
    if (this.#present.has(turn)) return
    this.#present.add(turn)
    const heap = this.#heap
    let at = heap.length
    heap.push(turn)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent] as number
      if (above <= turn) break
      heap[at] = above
      at = parent
    }
    heap[at] = turn
  }

  pop(): number | undefined {
    const heap = this.#heap
    const [first] = heap
    const last = heap.pop()
    if (first === undefined || last === undefined) return undefined
    this.#present.delete(first)
    if (heap.length > 0) this.#sink(last)
    return first
  }

  #sink(turn: number): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++
      if ((heap[child] as number) >= turn) break
      heap[at] = heap[child] as number
      at = child
    }
    heap[at] = turn
  }
}
