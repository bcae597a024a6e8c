/** Where in the document a value stands. */
export interface Place {
  readonly name: string
  readonly parent?: Place
}

/** What does not fit, as gojsonschema reports it. */
export interface SchemaMismatch {
  /** `required`, `invalid_type`, `number_any_of`, … */
  readonly type: string
  /** `address.street`; `(Root)` for the whole document. */
  readonly field: string
  readonly description: string
}

/** What came of comparing a value with a schema. */
export class Outcome {
  readonly mismatches: SchemaMismatch[] = []
  /** The higher, the better the schema fits: of several that fail the best tells why. */
  score = 0

  get valid(): boolean {
    return this.mismatches.length === 0
  }

  refuse(type: string, place: Place, describe: string | ((field: string) => string)): void {
    const field = fieldOf(place)
    const description = typeof describe === 'string' ? describe : describe(field)
    this.mismatches.push({ type, field, description })
    this.score -= 2
  }

  take(other: Outcome): void {
    for (const mismatch of other.mismatches) this.mismatches.push(mismatch)
    this.score += other.score
  }
}

function fieldOf(place: Place): string {
  const names: string[] = []
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) names.push(at.name)
  // The root is only named where there is nothing else to name.
  if (names.length > 1) names.pop()
  return names.reverse().join('.')
}
