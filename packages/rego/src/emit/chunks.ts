import type { Plan } from '../plan/rir.ts'
import { Writer } from './javascript-writer.ts'

/** JavaScript source: the body of a function `(R, K, B, E, S, P, F)`, which adds to `F`. */
export interface EmittedChunk {
  readonly source: string
  /** Names of the built-ins, in the order of `B`. */
  readonly builtins: readonly string[]
  /** Names of the relations, in the order of `E`. */
  readonly relations: readonly string[]
  /** Call sites and places, in the order of `S`. */
  readonly sites: readonly unknown[]
}

/** The numbers of functions in `F`, by name. */
export type FunctionNumbers = Map<string, number>

/**
 * A chunk is closed when it is longer than this. V8 keeps the code of longer texts for ever once they were
 * compiled at run time, so that a policy that is often changed would fill the memory.
 */
const fullLength = 8_000

/** Gathers functions into chunks. A function finds those of other chunks in `F`. */
export class Chunks {
  readonly done: EmittedChunk[] = []
  readonly #plan: Plan
  readonly #numbers: FunctionNumbers
  #writer: Writer
  #pieces: string[] = []
  #names: string[] = []
  #length = 0

  constructor(plan: Plan, numbers: FunctionNumbers) {
    this.#plan = plan
    this.#numbers = numbers
    this.#writer = new Writer(plan, numbers)
  }

  /** Reserves numbers that follow each other. */
  reserve(names: readonly string[]): void {
    for (const name of names) this.#writer.numberOf(name)
  }

  add(name: string, write: (writer: Writer) => string): void {
    if (this.#length > fullLength) this.close()
    const piece = write(this.#writer)
    this.#writer.define(name)
    this.#pieces.push(piece)
    this.#names.push(name)
    this.#length += piece.length
  }

  close(): void {
    if (this.#pieces.length === 0) return
    const { builtins, relations, sites } = this.#writer
    const entered = this.#names.map((name) => `F[${this.#writer.numberOf(name)}] = ${name}`)
    const source = ["'use strict'", ...entered, ...this.#writer.prologue(), ...this.#pieces].join(
      '\n',
    )
    this.done.push({ source, builtins, relations, sites })
    this.#writer = new Writer(this.#plan, this.#numbers)
    this.#pieces = []
    this.#names = []
    this.#length = 0
  }
}
