/** What stands between `%` and the verb. */
export interface Flags {
  /** Always a sign. */
  plus: boolean
  /** Padding to the right. */
  minus: boolean
  /** The alternative form: `0x`. */
  sharp: boolean
  /** A space where a plus would stand. */
  space: boolean
  /** Padding with zeros. */
  zero: boolean
  /** `%+v` and `%#v`, where `plus` and `sharp` are off. */
  plusV: boolean
  sharpV: boolean
  width: number | undefined
  precision: number | undefined
}

export function noFlags(): Flags {
  return {
    plus: false,
    minus: false,
    sharp: false,
    space: false,
    zero: false,
    plusV: false,
    sharpV: false,
    width: undefined,
    precision: undefined,
  }
}
