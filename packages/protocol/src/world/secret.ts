const HIDDEN = '[secret]'
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/**
 * A value that prints `[secret]` wherever it is shown: string concatenation, JSON, `console.log`.
 * `reveal()` is the one way in, so that every use can be found by name.
 */
export class Secret<Value> {
  readonly #value: Value

  constructor(value: Value) {
    this.#value = value
  }

  reveal(): Value {
    return this.#value
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [INSPECT](): string {
    return HIDDEN
  }
}
