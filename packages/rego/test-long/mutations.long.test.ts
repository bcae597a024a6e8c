import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../src/compile.ts'
import { type RandomProgram, randomProgram } from '../test/support/random-program.ts'
import { SeededRandom } from '../test/support/seeded-random.ts'

const rounds = 10_000
/** No text, and no evaluation within these limits, may take longer. */
const longestMs = 3_000
const limits = { fuel: 100_000, output: 10_000 }

const pieces = [
  '"',
  '`',
  '$"{',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '\\',
  '\n',
  '_',
  '.',
  ':=',
  '=',
  '|',
  ';',
  ',',
  '#',
  ' not ',
  ' with input as ',
  ' some ',
  ' every ',
  ' in ',
  ' if ',
  ' contains ',
  ' else ',
  ' default ',
  'input',
  'data',
  '__proto__',
  'constructor',
  'prototype',
  'globalThis',
  'process',
  'import ',
  'package ',
  'K[0]',
  'R.none',
  '*/',
  '//',
  '${process.exit()}',
  "');process.exit();('",
  '\u2028',
  '\u0000',
  '\ud800',
  '1e999',
  '0x1',
  '9'.repeat(400),
  '['.repeat(3000),
  '('.repeat(3000),
  '{"a":'.repeat(2000),
  'not '.repeat(2000),
  '-'.repeat(2000),
] as const

test('10,000 mutated policies and inputs: no hang, no throw, no way out', () => {
  const random = new SeededRandom(20_261_124)
  const before = prototypes()
  let compiled = 0
  const programs = sound(200)
  for (let round = 0; round < rounds; round++) {
    const program = programs[round % programs.length] as RandomProgram
    const text = mutate(program.module, random)
    const started = performance.now()
    const policy = compile({ modules: { 'p.rego': text }, data: program.data, limits })
    if (policy.ok) {
      compiled++
      const outcome = policy.evaluate('test', hostile(program.input, random))
      assert.ok(['defined', 'undefined', 'error'].includes(outcome.kind))
      if (outcome.kind === 'error') {
        assert.notEqual(
          outcome.error.code,
          'eval_internal_error',
          `${outcome.error.message}\n${text}`,
        )
      }
    } else assert.ok(policy.diagnostics.length > 0)
    const took = performance.now() - started
    assert.ok(took < longestMs, `took ${took} ms:\n${text.slice(0, 2000)}`)
  }
  assert.deepEqual(prototypes(), before)
  console.log(`${compiled} of ${rounds} still compile`)
  assert.ok(compiled > rounds / 50)
})

/** Programs that compile, so that a mutated one may do too. */
function sound(count: number): RandomProgram[] {
  const found: RandomProgram[] = []
  for (let seed = 0; found.length < count; seed++) {
    const program = randomProgram(seed)
    if (compile({ modules: { 'p.rego': program.module } }).ok) found.push(program)
  }
  return found
}

function mutate(text: string, random: SeededRandom): string {
  let mutated = text
  for (let times = random.below(3); times >= 0; times--) {
    const at = random.below(mutated.length)
    const length = random.below(6)
    switch (random.below(4)) {
      case 0:
        mutated = mutated.slice(0, at) + mutated.slice(at + length)
        break
      case 1:
        mutated = mutated.slice(0, at) + random.pick(pieces) + mutated.slice(at)
        break
      case 2: {
        const other = random.below(mutated.length)
        mutated = mutated.slice(0, at) + mutated.slice(other, other + 20) + mutated.slice(at)
        break
      }
      default: {
        const name = random.pick([
          'constructor',
          '__proto__',
          'toString',
          'valueOf',
          'then',
          'v1',
          'c',
        ])
        mutated = mutated.replaceAll(random.pick(['r0', 'v1', 'base', 'xs']), name)
      }
    }
  }
  return mutated
}

function hostile(input: unknown, random: SeededRandom): unknown {
  const own = input as { [name: string]: unknown }
  const cycle: { [name: string]: unknown } = { a: 1 }
  cycle.a = cycle
  const things = [
    cycle,
    () => 1,
    Symbol('x'),
    Number.NaN,
    new Date(0),
    new Map([['a', 1]]),
    JSON.parse('{"__proto__": {"a": 1}, "constructor": {"prototype": 1}}'),
    Object.create({ a: 1 }),
    2 ** 60,
    'x'.repeat(10_000),
    [undefined, 1],
    new Array(3),
  ]
  return { ...own, [random.pick(['a', 'b', 'xs', 'm'])]: random.pick(things) }
}

function prototypes(): unknown {
  return [Object, Array, String, Number, Function, Map, Set, RegExp].map((type) =>
    Object.getOwnPropertyNames(type.prototype).sort(),
  )
}
