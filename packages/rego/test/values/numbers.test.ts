import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BuiltinError } from '../../src/builtins/builtin.ts'
import { Decimal } from '../../src/values/decimal.ts'
import {
  add,
  compareNumbers,
  divide,
  formatNumber,
  isInteger,
  multiply,
  normalise,
  parseNumber,
  remainder,
  subtract,
  toBigInt,
} from '../../src/values/numbers.ts'
import type { Numeric } from '../../src/values/value.ts'
import { anyNumber } from './any-value.ts'

const operators = { '+': add, '-': subtract, '*': multiply, '/': divide, '%': remainder }

test('numbers are calculated with as in OPA 1.19', () => {
  const facts: readonly [string, keyof typeof operators, string, string][] = [
    ['0.1', '+', '0.2', '0.3'],
    ['0.3', '-', '0.1', '0.2'],
    ['1', '/', '3', '0.3333333333333333'],
    ['10', '/', '4', '2.5'],
    ['6', '/', '3', '2'],
    ['2', '/', '-4', '-0.5'],
    ['1.1', '*', '1.1', '1.21'],
    ['0.5', '*', '2', '1'],
    ['-0.5', '+', '0.5', '0'],
    ['18446744073709551617', '+', '1', '18446744073709551618'],
    ['9007199254740991', '+', '1', '9007199254740992'],
    ['9007199254740992', '-', '1', '9007199254740991'],
    ['123456789012345678901234567890', '*', '10', '1234567890123456789012345678900'],
    ['1e20', '+', '1', '100000000000000000001'],
    ['-7', '%', '3', '-1'],
    ['7', '%', '-3', '1'],
    ['1e3', '%', '7', '6'],
  ]
  for (const [a, operator, b, result] of facts) {
    const found = operators[operator](parseNumber(a), parseNumber(b))
    assert.equal(formatNumber(found), result, `${a} ${operator} ${b}`)
  }
})

test('what cannot be calculated is an error in the words of OPA', () => {
  const wrong = (message: string) => (error: unknown) =>
    error instanceof BuiltinError && error.message === message
  assert.throws(() => divide(1, 0), wrong('divide by zero'))
  assert.throws(() => remainder(1, 0), wrong('modulo by zero'))
  assert.throws(() => remainder(1.5, 1), wrong('modulo on floating-point number'))
  assert.throws(() => add(new Decimal('1e999999999'), 1), BuiltinError)
})

test('each number has one representation', () => {
  for (const text of ['9007199254740993.5', '1e23', '0.1e24', '12345678901234567890.5']) {
    assert.equal(typeof parseNumber(text), 'bigint', text)
  }
  assert.equal(parseNumber('1e23'), 10n ** 23n)
  assert.equal(normalise(1e23), 10n ** 23n)
  assert.equal(parseNumber('10.0'), 10)
  assert.equal(parseNumber('9007199254740991.0'), 9007199254740991)
  assert.ok(Object.is(parseNumber('-0.0'), 0))
  assert.ok(Object.is(normalise(-0), 0))
  assert.ok(parseNumber('1e400') instanceof Decimal)
  assert.throws(() => parseNumber('01x'), SyntaxError)
})

test('the text of a number is read as the same number', () => {
  fc.assert(
    fc.property(anyNumber, (number) => {
      assert.equal(compareNumbers(parseNumber(formatNumber(number)), number), 0)
    }),
  )
})

test('sums and products of whole numbers are those of bigint, and are undone exactly', () => {
  const wholes = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n })
  fc.assert(
    fc.property(wholes, wholes, (a, b) => {
      const [x, y] = [normalise(a), normalise(b)]
      assert.equal(toBigInt(add(x, y)), a + b)
      assert.equal(toBigInt(multiply(x, y)), a * b)
      assert.equal(subtract(add(x, y), y), x)
      if (b === 0n) return
      assert.equal(toBigInt(remainder(x, y)), a % b)
      assert.equal(divide(multiply(x, y), y), x)
    }),
  )
})

test('fractions are added and multiplied as decimals, not as doubles', () => {
  const cents = fc.integer({ min: -100_000, max: 100_000 })
  const amount = (value: number): Numeric => parseNumber((value / 100).toFixed(2))
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      assert.equal(add(amount(a), amount(b)), amount(a + b))
      assert.equal(multiply(amount(a), 100), a === 0 ? 0 : a)
    }),
  )
})

test('whole numbers are told from fractions', () => {
  for (const text of ['1', '1.0', '1e3', '18446744073709551616']) {
    assert.ok(isInteger(parseNumber(text)), text)
  }
  for (const text of ['1.5', '1e-3']) assert.ok(!isInteger(parseNumber(text)), text)
})

test('attack: long rows of digits and zeros take no more than linear time', () => {
  const zeros = '0'.repeat(200_000)
  assert.ok(parseNumber(`0.${zeros}1`) instanceof Decimal)
  assert.equal(compareNumbers(parseNumber(`1${zeros}1`), parseNumber(`1${zeros}2`)), -1)
  assert.equal(parseNumber(`1.${zeros}`), 1)
  assert.equal(compareNumbers(new Decimal('1e999999999'), new Decimal('1e999999998')), 1)
})
