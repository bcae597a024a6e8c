/** What a piece of a layout stands for. */
export type LayoutField =
  | { readonly kind: 'longMonth' | 'month' | 'numberMonth' | 'zeroMonth' }
  | { readonly kind: 'longWeekday' | 'weekday' }
  | { readonly kind: 'day' | 'spaceDay' | 'zeroDay' | 'spaceYearDay' | 'zeroYearDay' }
  | { readonly kind: 'hour' | 'hour12' | 'zeroHour12' | 'capitalHalfDay' | 'smallHalfDay' }
  | { readonly kind: 'minute' | 'zeroMinute' | 'second' | 'zeroSecond' }
  | { readonly kind: 'longYear' | 'year' }
  | { readonly kind: 'abbreviation' }
  | OffsetField
  | FractionField

export interface OffsetField {
  readonly kind: 'offset'
  /** `Z` stands for no offset. */
  readonly z: boolean
  readonly colon: boolean
  readonly parts: 'hours' | 'minutes' | 'seconds'
}

export interface FractionField {
  readonly kind: 'fraction'
  readonly separator: '.' | ','
  readonly digits: number
  /** Written with nines: zeros at the end are left out. */
  readonly trimmed: boolean
}

export interface LayoutPiece {
  /** Text before the field. */
  readonly prefix: string
  /** As it stands in the layout; "" behind the last field. */
  readonly text: string
  /** Undefined behind the last field. */
  readonly field: LayoutField | undefined
}

/** Layouts that can be called by name. */
export const namedLayouts: ReadonlyMap<string, string> = new Map([
  ['ANSIC', 'Mon Jan _2 15:04:05 2006'],
  ['UnixDate', 'Mon Jan _2 15:04:05 MST 2006'],
  ['RubyDate', 'Mon Jan 02 15:04:05 -0700 2006'],
  ['RFC822', '02 Jan 06 15:04 MST'],
  ['RFC822Z', '02 Jan 06 15:04 -0700'],
  ['RFC850', 'Monday, 02-Jan-06 15:04:05 MST'],
  ['RFC1123', 'Mon, 02 Jan 2006 15:04:05 MST'],
  ['RFC1123Z', 'Mon, 02 Jan 2006 15:04:05 -0700'],
  ['RFC3339', '2006-01-02T15:04:05Z07:00'],
  ['RFC3339Nano', '2006-01-02T15:04:05.999999999Z07:00'],
])

/** The longer of two that begin alike comes first. */
const fixedFields: readonly (readonly [string, LayoutField])[] = [
  ['January', { kind: 'longMonth' }],
  ['Jan', { kind: 'month' }],
  ['Monday', { kind: 'longWeekday' }],
  ['Mon', { kind: 'weekday' }],
  ['MST', { kind: 'abbreviation' }],
  ['01', { kind: 'zeroMonth' }],
  ['02', { kind: 'zeroDay' }],
  ['03', { kind: 'zeroHour12' }],
  ['04', { kind: 'zeroMinute' }],
  ['05', { kind: 'zeroSecond' }],
  ['06', { kind: 'year' }],
  ['002', { kind: 'zeroYearDay' }],
  ['15', { kind: 'hour' }],
  ['1', { kind: 'numberMonth' }],
  ['2006', { kind: 'longYear' }],
  ['2', { kind: 'day' }],
  ['_2', { kind: 'spaceDay' }],
  ['__2', { kind: 'spaceYearDay' }],
  ['3', { kind: 'hour12' }],
  ['4', { kind: 'minute' }],
  ['5', { kind: 'second' }],
  ['PM', { kind: 'capitalHalfDay' }],
  ['pm', { kind: 'smallHalfDay' }],
  ...(['-', 'Z'] as const).flatMap((sign) => {
    const z = sign === 'Z'
    return [
      [`${sign}070000`, { kind: 'offset', z, colon: false, parts: 'seconds' }],
      [`${sign}07:00:00`, { kind: 'offset', z, colon: true, parts: 'seconds' }],
      [`${sign}0700`, { kind: 'offset', z, colon: false, parts: 'minutes' }],
      [`${sign}07:00`, { kind: 'offset', z, colon: true, parts: 'minutes' }],
      [`${sign}07`, { kind: 'offset', z, colon: false, parts: 'hours' }],
    ] as const
  }),
]

const byFirstCharacter = Map.groupBy(fixedFields, ([text]) => text.charAt(0))
/** Go keeps the number of digits in twelve bits. */
const digitsMask = 0xfff

/** Takes a layout apart. The last piece has no field. */
export function piecesOf(layout: string): LayoutPiece[] {
  const pieces: LayoutPiece[] = []
  let start = 0
  let at = 0
  while (at < layout.length) {
    const found = fieldAt(layout, at)
    if (found === undefined) {
      at++
      continue
    }
    pieces.push({ prefix: layout.slice(start, at), text: found.text, field: found.field })
    at += found.text.length
    start = at
  }
  pieces.push({ prefix: layout.slice(start), text: '', field: undefined })
  return pieces
}

function fieldAt(
  layout: string,
  at: number,
): { readonly text: string; readonly field: LayoutField } | undefined {
  const first = layout.charAt(at)
  if (first === '.' || first === ',') return fractionAt(layout, at, first)
  // `_2006` is an underscore before a year.
  if (layout.startsWith('_2006', at)) return undefined
  for (const [text, field] of byFirstCharacter.get(first) ?? []) {
    if (!layout.startsWith(text, at)) continue
    const isShortName = text === 'Jan' || text === 'Mon'
    // `Month` is a word.
    if (isShortName && /[a-z]/.test(layout.charAt(at + 3))) continue
    return { text, field }
  }
  return undefined
}

function fractionAt(layout: string, at: number, separator: '.' | ',') {
  const digit = layout.charAt(at + 1)
  if (digit !== '0' && digit !== '9') return undefined
  let end = at + 1
  while (layout.charAt(end) === digit) end++
  if (/\d/.test(layout.charAt(end))) return undefined
  const field: FractionField = {
    kind: 'fraction',
    separator,
    digits: (end - at - 1) & digitsMask,
    trimmed: digit === '9',
  }
  return { text: layout.slice(at, end), field }
}
