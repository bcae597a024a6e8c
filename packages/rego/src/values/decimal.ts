/** A number beyond what a double holds, such as `1e400` or `1e-400`, kept as its JSON text. */
export class Decimal {
  // Private, so that a name of a policy never meets an own property.
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  get text(): string {
    return this.#text
  }

  toString(): string {
    return this.#text
  }

  /** Not JSON text: `JSON.stringify` has no way to write it as a number. */
  toJSON(): string {
    return this.#text
  }
}
