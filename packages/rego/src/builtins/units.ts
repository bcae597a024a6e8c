import { normalise } from '../values/numbers.ts'
import { type Builtin, BuiltinError } from './builtin.ts'
import { lowerCase } from './letter-case.ts'
import { stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { number, string } from './type.ts'
import { type Amount, readAmount } from './unit-amount.ts'
import { bytesOf, numberOf } from './unit-arithmetic.ts'

const powers = ['k', 'm', 'g', 't', 'p', 'e'] as const

/** Bytes: `k`, `kb` are 1000, `ki`, `kib` 1024, and so on; in small letters. */
const byteUnits = new Map<string, bigint>([['', 1n]])
/** Numbers: `K` is 1000, `Ki` 1024, and so on; `m`, a thousandth, is not among them. */
const numberUnits = new Map<string, bigint>([['', 1n]])
for (const [i, letter] of powers.entries()) {
  const thousands = 1000n ** BigInt(i + 1)
  const binary = 1024n ** BigInt(i + 1)
  for (const unit of [letter, `${letter}b`]) byteUnits.set(unit, thousands)
  for (const unit of [`${letter}i`, `${letter}ib`]) byteUnits.set(unit, binary)
  const capital = letter.toUpperCase()
  // Small m is taken.
  for (const unit of letter === 'm' ? [capital] : [letter, capital])
    numberUnits.set(unit, thousands)
  for (const unit of [`${letter}i`, `${capital}i`]) numberUnits.set(unit, binary)
}

/** Numbers with units. */
export const units: readonly Builtin[] = [
  {
    name: 'units.parse',
    description:
      'Reads a number with a unit, such as `10G`, `5Ki`, `1500m` or `1e-3K`. Decimal units: `m` (thousandth), `K`, `M`, `G`, `T`, `P`, `E`; binary units: `Ki`, `Mi`, `Gi`, `Ti`, `Pi`, `Ei`. Only `m` and `M` differ by case. Fractions keep ten digits. Quotation marks are ignored, spaces are an error.',
    args: [{ name: 'x', description: 'number with unit', type: string }],
    result: { name: 'y', description: 'the number', type: number },
    evaluate: (call, x) => {
      const given = stringOperand(x, 1)
      spendText(call, given.length)
      const text = given.replaceAll('"', '')
      const { amount, unit } = read('units.parse', text)
      const known = unit.charAt(0) + lowerCase(unit.slice(1))
      const factor = known === 'm' ? 'thousandth' : numberUnits.get(known)
      if (factor === undefined) throw new BuiltinError(`units.parse: unit ${known} not recognized`)
      const parsed = numberOf(call, amount, factor)
      if (parsed !== undefined) return parsed
      throw new BuiltinError('units.parse: could not parse amount to a number')
    },
  },
  {
    name: 'units.parse_bytes',
    description:
      'Reads a number of bytes, such as `10GB`, `4mib`, `5K` or `1.5e3MB`; case does not matter. Decimal units: `K`, `M`, `G`, `T`, `P`, `E`; binary units: `Ki`, `Mi`, `Gi`, `Ti`, `Pi`, `Ei`; a `B` may follow each of them. A fraction of a byte is cut off. Quotation marks are ignored, spaces are an error.',
    args: [{ name: 'x', description: 'number with unit', type: string }],
    result: { name: 'y', description: 'the number of bytes', type: number },
    evaluate: (call, x) => {
      const given = stringOperand(x, 1)
      spendText(call, given.length)
      const text = lowerCase(given).replaceAll('"', '')
      const { amount, unit } = read('units.parse_bytes', text, 'byte ')
      const factor = byteUnits.get(unit)
      if (factor === undefined) {
        throw new BuiltinError(`units.parse_bytes: byte unit ${unit} not recognized`)
      }
      const parsed = bytesOf(call, amount, factor)
      if (parsed !== undefined) return normalise(parsed)
      throw new BuiltinError('units.parse_bytes: could not parse byte amount to a number')
    },
  },
]

function read(name: string, text: string, kind = ''): Amount {
  if (text.includes(' ')) {
    throw new BuiltinError(`${name}: spaces not allowed in resource strings`)
  }
  const read = readAmount(text)
  if (read === undefined) throw new BuiltinError(`${name}: exponent too large`)
  if (read.amount === '') throw new BuiltinError(`${name}: no ${kind}amount provided`)
  return read
}
