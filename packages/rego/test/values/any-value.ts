import fc from 'fast-check'
import { objectFrom } from '../../src/values/objects.ts'
import { parseNumber } from '../../src/values/parse-number.ts'
import { RegoSet } from '../../src/values/rego-set.ts'
import type { Value } from '../../src/values/value.ts'

const numbers = fc.oneof(
  fc.integer(),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map((whole) => parseNumber(String(whole))),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => parseNumber(String(double))),
  fc.constantFrom('1e400', '-1e400', '1e-400', '9007199254740993').map(parseNumber),
)
const texts = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.constantFrom('', 'a', '\uffff', '😀', '__proto__', 'constructor', '1'),
)
const { value } = fc.letrec((tie) => {
  const parts = fc.array(tie('value') as fc.Arbitrary<Value>, { maxLength: 4 })
  return {
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false),
      numbers,
      texts,
      parts,
      parts.map((members) => RegoSet.from(members)),
      fc
        .array(fc.tuple(tie('value') as fc.Arbitrary<Value>, tie('value') as fc.Arbitrary<Value>), {
          maxLength: 4,
        })
        .map(objectFrom),
      fc.dictionary(texts, tie('value') as fc.Arbitrary<Value>, { maxKeys: 4 }),
    ),
  }
})

/** Values of every kind, nested. */
export const anyValue = value as fc.Arbitrary<Value>

/** Numbers of every representation. */
export const anyNumber = numbers
