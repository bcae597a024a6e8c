import type { Location } from '../../syntax/location.ts'
import type { NameSource } from '../draft/name-source.ts'

/** How a name came into a scope; `seen` was used without being declared. */
export type Occurrence = 'argument' | 'seen' | 'assigned' | 'declared'

export interface LocalName {
  /** The unique name; of one that is only seen, the written one. */
  readonly name: string
  readonly occurrence: Occurrence
  /** Of what declares it. */
  readonly location: Location
  count: number
}

/** The names of a rule, one scope for each body that may declare some, the innermost last. */
export class LocalScopes {
  readonly #names: NameSource
  readonly #scopes: Map<string, LocalName>[]

  constructor(names: NameSource, first: ReadonlyMap<string, LocalName> = new Map()) {
    this.#names = names
    this.#scopes = [new Map([...first].map(([name, local]) => [name, { ...local }]))]
  }

  get current(): Map<string, LocalName> {
    return this.#scopes.at(-1) as Map<string, LocalName>
  }

  enter(): void {
    this.#scopes.push(new Map())
  }

  leave(): void {
    this.#scopes.pop()
  }

  find(name: string): LocalName | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const local = this.#scopes[i]?.get(name)
      if (local !== undefined) return local
    }
    return undefined
  }

  /** Notes a use; gives the unique name. */
  use(name: string, location: Location): string {
    const local = this.find(name)
    if (local === undefined) {
      this.current.set(name, { name, occurrence: 'seen', location, count: 1 })
      return name
    }
    local.count++
    return local.name
  }

  /** Gives a name that is used without being declared a unique one. */
  shadow(name: string, location: Location): void {
    const made = this.#names.rename(name)
    this.current.set(name, { name: made, occurrence: 'seen', location, count: 1 })
  }

  /** Declares a name in the innermost scope: its unique name, or why that cannot be. */
  declare(
    name: string,
    occurrence: 'argument' | 'assigned' | 'declared',
    location: Location,
  ): { readonly name: string } | { readonly refusal: string } {
    const local = this.current.get(name)
    if (local !== undefined) return { refusal: refusalOf(name, local.occurrence) }
    const made = this.#names.rename(name)
    this.current.set(name, { name: made, occurrence, location, count: 1 })
    return { name: made }
  }
}

function refusalOf(name: string, occurrence: Occurrence): string {
  switch (occurrence) {
    case 'argument':
      return `arg ${name} redeclared`
    case 'seen':
      return `var ${name} referenced above`
    default:
      return `var ${name} ${occurrence} above`
  }
}
