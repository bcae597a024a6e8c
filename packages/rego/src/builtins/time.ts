import { Decimal } from '../values/decimal.ts'
import { isNumber } from '../values/kind.ts'
import { toBigInt } from '../values/numbers.ts'
import { normalise } from '../values/parse-number.ts'
import type { Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { dateOf } from './go-time/calendar.ts'
import { differenceOf } from './go-time/difference.ts'
import { formatTime, weekdayName } from './go-time/format-time.ts'
import { namedLayouts } from './go-time/layout.ts'
import { localTimeOf, type Moment, momentAt, momentOf, nanosecondsOf } from './go-time/moment.ts'
import { parseDuration } from './go-time/parse-duration.ts'
import { parseTime } from './go-time/parse-time.ts'
import { zoneNamed } from './go-time/zone.ts'
import { integerOperand, numberOperand, operandError, stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { number, oneOf, string, tuple } from './type.ts'

const moment = oneOf(number, tuple(number, string))
const momentText =
  'nanoseconds since 1970, in UTC; or an array of them and a time zone (`Europe/Berlin`, `UTC`, `Local`)'
const layoutText =
  'The layout shows how Monday, 2 January 2006, 15:04:05.999999999 MST (`-0700`) is written, as in [Go](https://pkg.go.dev/time#pkg-constants); or it is the name of one: `ANSIC`, `UnixDate`, `RubyDate`, `RFC822`, `RFC822Z`, `RFC850`, `RFC1123`, `RFC1123Z`, `RFC3339`, `RFC3339Nano`.'

/** Reading a character, and quoting it in an error, takes as long as looking at so many. */
const charactersOfWork = 8
/** Further than any time that 64 bits hold, also in days. */
const mostToAdd = 1e12

/** Built-ins on time, in nanoseconds since 1970. */
export const time: readonly Builtin[] = [
  {
    name: 'time.now_ns',
    description: 'The current time; the same throughout a query.',
    args: [],
    result: { name: 'now', description: 'nanoseconds since 1970', type: number },
    nondeterministic: true,
    evaluate: (call) => normalise(call.now()),
  },
  {
    name: 'time.parse_ns',
    description: `Reads a time that is written as \`layout\` tells. ${layoutText} An error before 1677-09-21 and after 2262-04-11.`,
    args: [
      { name: 'layout', description: 'how the time is written', type: string },
      { name: 'value', description: 'the time', type: string },
    ],
    result: { name: 'ns', description: 'nanoseconds since 1970', type: number },
    evaluate: (call, layout, value) => {
      const how = stringOperand(layout, 1)
      return parse(call, namedLayouts.get(how) ?? how, stringOperand(value, 2))
    },
  },
  {
    name: 'time.parse_rfc3339_ns',
    description:
      'Reads a time such as `2006-01-02T15:04:05Z` or `2006-01-02T15:04:05.999+07:00`. An error before 1677-09-21 and after 2262-04-11.',
    args: [{ name: 'value', description: 'the time', type: string }],
    result: { name: 'ns', description: 'nanoseconds since 1970', type: number },
    evaluate: (call, value) =>
      parse(call, namedLayouts.get('RFC3339') as string, stringOperand(value, 1)),
  },
  {
    name: 'time.parse_duration_ns',
    description:
      'Reads a duration: numbers with units, `1h30m`, `-1.5s`. Units: `ns`, `us` (or `µs`), `ms`, `s`, `m`, `h`, `d` (24 hours), `w` (7 days), `y` (365 days).',
    args: [{ name: 'duration', description: 'the duration', type: string }],
    result: { name: 'ns', description: 'nanoseconds', type: number },
    evaluate: (call, duration) => {
      const text = stringOperand(duration, 1)
      spendText(call, text.length * charactersOfWork)
      return normalise(parseDuration(text))
    },
  },
  {
    name: 'time.format',
    description: `Writes a time, in UTC and as RFC 3339 with nanoseconds unless told otherwise. ${layoutText}`,
    args: [
      {
        name: 'x',
        description: `${momentText}; or an array of nanoseconds, time zone and layout`,
        type: oneOf(number, tuple(number, string), tuple(number, string, string)),
      },
    ],
    result: { name: 'formatted timestamp', description: 'the time as text', type: string },
    evaluate: (call, x) => {
      const { layout, ...when } = momentOperand(x)
      spendText(call, layout.length * charactersOfWork)
      const how = layout === '' ? 'RFC3339Nano' : layout
      return formatTime(when, namedLayouts.get(how) ?? how)
    },
  },
  {
    name: 'time.date',
    description: 'The date of a time.',
    args: [{ name: 'x', description: momentText, type: moment }],
    result: {
      name: 'date',
      description: '`[year, month, day]`, month from 1 to 12, day from 1 to 31',
      type: tuple(number, number, number),
    },
    evaluate: (_call, x) => {
      const { year, month, day } = dateOf(localTimeOf(momentOperand(x)).day)
      return [year, month, day]
    },
  },
  {
    name: 'time.clock',
    description: 'The time of day.',
    args: [{ name: 'x', description: momentText, type: moment }],
    result: {
      name: 'output',
      description: '`[hour, minute, second]`, hour from 0 to 23',
      type: tuple(number, number, number),
    },
    evaluate: (_call, x) => {
      const { hour, minute, second } = localTimeOf(momentOperand(x))
      return [hour, minute, second]
    },
  },
  {
    name: 'time.weekday',
    description: 'The day of the week of a time: `Monday`, `Tuesday`, …',
    args: [{ name: 'x', description: momentText, type: moment }],
    result: { name: 'day', description: 'name of the day', type: string },
    evaluate: (_call, x) => weekdayName(localTimeOf(momentOperand(x))),
  },
  {
    name: 'time.add_date',
    description:
      'Adds years, months and days to a time. Days that a month does not have carry over: 31 October and a month is 1 December. An error before 1677-09-21 and after 2262-04-11.',
    args: [
      { name: 'ns', description: 'nanoseconds since 1970', type: number },
      { name: 'years', description: 'years to add, or with a minus to take', type: number },
      { name: 'months', description: 'months to add', type: number },
      { name: 'days', description: 'days to add', type: number },
    ],
    result: { name: 'output', description: 'nanoseconds since 1970', type: number },
    evaluate: (_call, ns, years, months, days) => {
      const from = momentOperand(ns)
      const [addedYears, addedMonths, addedDays] = [
        integerOperand(years, 2),
        integerOperand(months, 3),
        integerOperand(days, 4),
      ].map((added) => (Math.abs(added) > mostToAdd ? Number.NaN : added)) as [
        number,
        number,
        number,
      ]
      const local = localTimeOf(from)
      const { year, month, day } = dateOf(local.day)
      const to = { year: year + addedYears, month: month + addedMonths, day: day + addedDays }
      return normalise(nanosecondsOf(momentAt(to, local, from.nanoseconds, from.zone)))
    },
  },
  {
    name: 'time.diff',
    description:
      'The difference of two times in calendar and clock, never negative. Both are told in the time zone of the first.',
    args: [
      { name: 'ns1', description: momentText, type: moment },
      { name: 'ns2', description: momentText, type: moment },
    ],
    result: {
      name: 'output',
      description: '`[years, months, days, hours, minutes, seconds]`',
      type: tuple(number, number, number, number, number, number),
    },
    evaluate: (_call, ns1, ns2) => differenceOf(momentOperand(ns1), momentOperand(ns2)),
  },
]

function parse(call: BuiltinCall, layout: string, value: string): Value {
  spendText(call, (layout.length + value.length) * charactersOfWork)
  return normalise(nanosecondsOf(parseTime(layout, value)))
}

/** Nanoseconds, or an array of nanoseconds, time zone and layout, of which the latter two may be missing. */
function momentOperand(value: Value): Moment & { readonly layout: string } {
  const parts: readonly Value[] = Array.isArray(value) ? value : [value]
  const [ns, zone = '', layout = ''] = parts
  if (ns === undefined || (!Array.isArray(value) && !isNumber(value))) {
    throw operandError(1, value, 'either number (ns) or [number (ns), string (tz)]')
  }
  const given = numberOperand(ns, 1)
  const found = zoneNamed(stringOperand(zone, 1))
  const how = stringOperand(layout, 1)
  const nanoseconds = given instanceof Decimal ? undefined : toBigInt(given)
  if (nanoseconds === undefined || BigInt.asIntN(64, nanoseconds) !== nanoseconds) {
    throw new BuiltinError('timestamp too big')
  }
  return { ...momentOf(nanoseconds, found), layout: how }
}
