import { zoneTable } from './zone-table.ts'

/** A time in which each offset of a zone has one abbreviation. */
interface Era {
  /** Seconds since 1970. */
  readonly start: number
  readonly abbreviations: ReadonlyMap<number, string>
}

const quarterHour = 900
let eras: ReadonlyMap<string, readonly Era[]> | undefined
let lowerCaseNames: ReadonlySet<string> | undefined

export function isZoneName(name: string): boolean {
  return table().has(name)
}

/** Whether it is the name of a zone but for the case of its letters. */
export function isZoneNameInOtherCase(name: string): boolean {
  lowerCaseNames ??= new Set(Array.from(table().keys(), (known) => known.toLowerCase()))
  return lowerCaseNames.has(name.toLowerCase())
}

/** `CEST`; where the zone has no name for the offset, or none is known, the offset: `+03`, `+0530`. */
export function abbreviationOf(zone: string, seconds: number, offset: number): string {
  const era = table()
    .get(zone)
    ?.findLast(({ start }) => start <= seconds)
  return era?.abbreviations.get(offset) ?? numericAbbreviation(offset)
}

function numericAbbreviation(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60)
  const hour = String(Math.floor(minutes / 60)).padStart(2, '0')
  const rest = minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${hour}${rest}`
}

function table(): ReadonlyMap<string, readonly Era[]> {
  eras ??= new Map(
    zoneTable.flatMap((line) => {
      const [names = '', text = ''] = line.split('|')
      const parsed = text.split(';').map(parseEra)
      return names.split(' ').map((name) => [name, parsed] as const)
    }),
  )
  return eras
}

function parseEra(text: string): Era {
  const [start = '', list = ''] = text.split(':')
  return {
    start: start === '' ? Number.NEGATIVE_INFINITY : Number.parseInt(start, 36),
    abbreviations: new Map(
      list
        .split(',')
        .filter((entry) => entry !== '')
        .map((entry) => {
          const [, name = '', offset = '', unit = ''] =
            /^([A-Za-z]+|-00)(-?\d+)(s?)$/.exec(entry) ?? []
          return [Number(offset) * (unit === 's' ? 1 : quarterHour), name] as const
        }),
    ),
  }
}
