/** What one evaluation may take; past a limit it ends with an error. */
export interface Limits {
  /** Units of work: about one element looked at or one rule asked. Default 10,000,000: about a second of plain rules; some built-ins over long texts take many times longer. */
  readonly fuel: number
  /** Levels of nesting in a result and in base data. Default 1,000. */
  readonly depth: number
  /** Values in a result, counted at every level. Default 1,000,000. */
  readonly output: number
}

export const defaultLimits: Limits = { fuel: 10_000_000, depth: 1_000, output: 1_000_000 }

/** Throws RangeError for a limit that is no positive whole number. */
export function checkLimits(given: Partial<Limits> = {}): Limits {
  const limits = { ...defaultLimits, ...given }
  for (const [name, value] of Object.entries(limits)) {
    if (!(name in defaultLimits))
      throw new RangeError(`there is no limit \`${name}\`: they are fuel, depth, output`)
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`\`limits.${name}\` must be a whole number, at least 1`)
    }
  }
  return limits
}
