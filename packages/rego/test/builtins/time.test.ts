import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Decimal } from '../../src/values/decimal.ts'
import { callBuiltin, errorOf, evaluateWith, set, testCall } from './call-builtin.ts'

/** Monday, 2 January 2006, 22:04:05.123456789 UTC. */
const reference = 1136239445123456789n
const billion = 1000000000n

test('time.now_ns tells nanoseconds, also where a double cannot', () => {
  const call = { ...testCall(), now: () => 1700000000123456789n }
  assert.equal(evaluateWith(call, 'time.now_ns'), 1700000000123456789n)
  assert.equal(callBuiltin('time.now_ns'), 0)
})

test('time.format takes nanoseconds, a zone and a layout, each of the latter optional', () => {
  assert.equal(callBuiltin('time.format', reference), '2006-01-02T22:04:05.123456789Z')
  assert.equal(
    callBuiltin('time.format', [reference, 'America/Denver']),
    '2006-01-02T15:04:05.123456789-07:00',
  )
  assert.equal(
    callBuiltin('time.format', [reference, 'America/Denver', 'RFC1123']),
    'Mon, 02 Jan 2006 15:04:05 MST',
  )
  assert.equal(callBuiltin('time.format', [reference, '', 'RFC822Z']), '02 Jan 06 22:04 +0000')
})

test('time.format knows every field of a layout', () => {
  const fields: readonly (readonly [string, string])[] = [
    ['January Jan 1 01 Monday Mon 2 _2 02', 'January Jan 1 01 Monday Mon 2  2 02'],
    ['002 __2 2006 06', '002   2 2006 06'],
    ['15 3 03 4 04 5 05 PM pm', '22 10 10 4 04 5 05 PM pm'],
    ['.000 ,00 .999999999 .9', '.123 ,12 .123456789 .1'],
    ['Z07:00 Z0700 Z07 Z070000 Z07:00:00', 'Z Z Z Z Z'],
    ['-07:00 -0700 -07 -070000 -07:00:00 MST', '+00:00 +0000 +00 +000000 +00:00:00 UTC'],
    ['Month Janet _2006 07 é', 'Month Janet _2006 07 é'],
  ]
  for (const [layout, text] of fields) {
    assert.equal(callBuiltin('time.format', [reference, 'UTC', layout]), text)
  }
})

test('a zone has the offset and the abbreviation of its season and its century', () => {
  const berlin = (ns: bigint) =>
    callBuiltin('time.format', [ns, 'Europe/Berlin', '15:04 MST -0700'])
  assert.equal(berlin(1711846799n * billion), '01:59 CET +0100')
  assert.equal(berlin(1711846800n * billion), '03:00 CEST +0200')
  assert.equal(berlin(-3000000000n * billion), '19:33 LMT +0053')
  assert.equal(berlin(4102444800n * billion), '01:00 CET +0100')
  assert.equal(callBuiltin('time.format', [0, 'Asia/Dubai', 'MST']), '+04')
  assert.equal(callBuiltin('time.format', [0, 'Asia/Kathmandu', 'MST']), '+0530')
})

test('an unknown zone is an error, so is the name of one in another case', () => {
  assert.equal(errorOf('time.clock', [0, 'Mars/Base']), 'unknown time zone Mars/Base')
  assert.equal(errorOf('time.clock', [0, 'europe/berlin']), 'unknown time zone europe/berlin')
  assert.equal(errorOf('time.clock', [0, '+01:00']), 'unknown time zone +01:00')
  assert.equal(errorOf('time.clock', [0, '../etc/passwd']), 'time: invalid location name')
  assert.equal(errorOf('time.clock', [0, '__proto__']), 'unknown time zone __proto__')
})

test('date, clock and weekday tell what calendar and clock show', () => {
  assert.deepEqual(callBuiltin('time.date', reference), [2006, 1, 2])
  assert.deepEqual(callBuiltin('time.clock', [reference, 'Asia/Tokyo']), [7, 4, 5])
  assert.equal(callBuiltin('time.weekday', [reference, 'Asia/Tokyo']), 'Tuesday')
  assert.deepEqual(callBuiltin('time.date', -(2n ** 63n)), [1677, 9, 21])
})

test('what is no moment is refused', () => {
  const expected = 'operand 1 must be either number (ns) or [number (ns), string (tz)] but got'
  assert.equal(errorOf('time.date', 'now'), `${expected} string`)
  assert.equal(errorOf('time.date', []), `${expected} array`)
  assert.equal(errorOf('time.date', set(1)), `${expected} set`)
  assert.equal(errorOf('time.date', ['x', 'UTC']), 'operand 1 must be number but got string')
  assert.equal(errorOf('time.date', [1, 2]), 'operand 1 must be string but got number')
  assert.equal(errorOf('time.date', 1.5), 'timestamp too big')
  assert.equal(errorOf('time.date', 2n ** 63n), 'timestamp too big')
  assert.equal(errorOf('time.date', new Decimal('1e400')), 'timestamp too big')
})

test('time.add_date carries over days that a month does not have', () => {
  const october = 1730332800n * billion
  assert.equal(callBuiltin('time.add_date', october, 0, 1, 0), 1733011200n * billion)
  assert.equal(callBuiltin('time.add_date', 1709164800n * billion, 1, 0, 0), 1740787200n * billion)
  // A day later by the clock of the zone: 23 hours.
  const before = 1711792800n * billion
  assert.equal(
    callBuiltin('time.add_date', [before, 'Europe/Berlin'], 0, 0, 1),
    before + 23n * 3600n * billion,
  )
})

test('time.add_date refuses what 64 bits do not hold, however great', () => {
  for (const years of [300, -400, 1e15, 2n ** 62n]) {
    assert.equal(errorOf('time.add_date', 0, years, 0, 0), 'time outside of valid range')
  }
  assert.match(String(errorOf('time.add_date', 0, 0.5, 0, 0)), /operand 2 must be integer/)
})

test('time.diff tells the difference without a sign, in the zone of the first', () => {
  const later = reference + 400n * 86400n * billion
  assert.deepEqual(callBuiltin('time.diff', reference, later), [1, 1, 4, 0, 0, 0])
  assert.deepEqual(callBuiltin('time.diff', later, reference), [1, 1, 4, 0, 0, 0])
  assert.deepEqual(
    callBuiltin('time.diff', [0, 'Europe/Berlin'], [0, 'Asia/Tokyo']),
    [0, 0, 0, 0, 0, 0],
  )
})

test('time.parse_rfc3339_ns reads nanoseconds exactly and keeps to the range of 64 bits', () => {
  const parse = (text: string) => callBuiltin('time.parse_rfc3339_ns', text)
  assert.equal(parse('2006-01-02T15:04:05.123456789-07:00'), reference)
  assert.equal(parse('1677-09-21T00:12:43.145224192-00:00'), -(2n ** 63n))
  assert.equal(parse('2262-04-11T23:47:16.854775807Z'), 2n ** 63n - 1n)
  for (const text of ['1677-09-21T00:12:43.145224191Z', '2262-04-11T23:47:16.854775808Z']) {
    assert.equal(errorOf('time.parse_rfc3339_ns', text), 'time outside of valid range')
  }
})

test('time.parse_ns reads what a layout writes', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.constantFrom(
        'RFC3339Nano',
        '2006-01-02 15:04:05.000000000 -070000',
        'Mon Jan _2 2006 3:04:05.999999999PM Z0700',
        '2006 002 15 04 05,000000000',
      ),
      (ns, layout) => {
        const text = callBuiltin('time.format', [ns, 'UTC', layout])
        assert.equal(BigInt(callBuiltin('time.parse_ns', layout, text ?? null) as bigint), ns)
      },
    ),
    { numRuns: 200 },
  )
})

test('time.parse_ns says what it could not read', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      '2006-01-02',
      '2024-1-02',
      'parsing time "2024-1-02" as "2006-01-02": cannot parse "1-02" as "01"',
    ],
    ['2006-01-02', '2024-13-02', 'parsing time "2024-13-02": month out of range'],
    ['2006-01-02', '2023-02-29', 'parsing time "2023-02-29": day out of range'],
    ['15:04', '24:00', 'parsing time "24:00": hour out of range'],
    ['2006', '2024 x', 'parsing time "2024 x": extra text: " x"'],
    ['2006é', '2024ö', 'parsing time "2024ö" as "2006é": cannot parse'],
    ['002 2006', '366 2023', 'parsing time "366 2023": day-of-year out of range'],
  ]
  for (const [layout, value, message] of cases) {
    const actual = String(errorOf('time.parse_ns', layout, value))
    assert.ok(
      actual.startsWith(message.replace('2024ö', '2024\\xc3\\xb6').replace('é', '\\xc3\\xa9')),
      actual,
    )
  }
})

test('an abbreviation is UTC whatever it is called, but for GMT with hours', () => {
  const parse = (text: string) => callBuiltin('time.parse_ns', '2006 15:04 MST', text)
  assert.equal(parse('1970 01:00 CET'), 3600000000000)
  assert.equal(parse('1970 03:00 GMT+2'), 3600000000000)
  assert.equal(parse('1970 01:00 UTC'), 3600000000000)
  assert.match(String(errorOf('time.parse_ns', '2006 MST', '1970 cet')), /as "MST"$/)
})

test('time.parse_duration_ns adds up its parts, also days, weeks and years', () => {
  const parse = (text: string) => callBuiltin('time.parse_duration_ns', text)
  assert.equal(parse('1h30m'), 5400000000000)
  assert.equal(parse('-1.5s'), -1500000000)
  assert.equal(parse('2us'), 2000)
  assert.equal(parse('2µs'), 2000)
  assert.equal(parse('1y1w1d1ns'), 373n * 86400n * billion + 1n)
  assert.equal(parse('0'), 0)
  assert.equal(parse('9223372036854775807ns'), 2n ** 63n - 1n)
})

test('time.parse_duration_ns says what is wrong', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', 'time: invalid duration ""'],
    ['1', 'time: missing unit in duration "1"'],
    ['1x', 'time: unknown unit "x" in duration "1x"'],
    ['h', 'time: invalid duration "h"'],
    ['1d x', 'time: invalid duration "1d x"'],
    ['1d1b', 'time: unknown unit "b" in duration "1d1b"'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
    ['300y', 'time: invalid duration "300y"'],
  ]
  for (const [text, message] of cases)
    assert.equal(errorOf('time.parse_duration_ns', text), message)
})

test('long texts take time in step with their length', () => {
  const long = '0'.repeat(200_000)
  assert.match(String(errorOf('time.parse_duration_ns', `${long}.${long}x`)), /unknown unit "x"/)
  const fields = '_2 '.repeat(50_000)
  assert.match(String(errorOf('time.parse_ns', fields, ' '.repeat(200_000))), /as "_2"$/)
  assert.equal(callBuiltin('time.parse_ns', '2006 MST', `1970 GMT+${long}`), 0)
  assert.equal(callBuiltin('time.format', [0, 'UTC', `.${long}`]), '.000000000')
})
