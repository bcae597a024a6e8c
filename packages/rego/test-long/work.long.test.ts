import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../src/compile.ts'

const names = Array.from({ length: 1000 }, (_, i) => `name${i}`)
const entries = Object.fromEntries(names.map((name) => [name, name]))
const text = 'a'.repeat(100_000)
const input = {
  rounds: names.slice(0, 300).map((name) => `${name}!`),
  list: names.map((name) => `${name}?`),
  sameList: names.map((name) => `${name}?`),
  entries,
  sameEntries: { ...entries },
  text,
  sameText: Buffer.from(text).toString(),
  laterText: `${text}b`,
}

/** Rules that look at big values once in each of 300 rounds. None of them holds. */
const rules: { readonly [name: string]: string } = {
  'membership in a list': 'x in input.list',
  'membership in an object': 'x in input.entries',
  'equality of lists': 'input.list == input.sameList; false_',
  'equality of objects': 'input.entries == input.sameEntries; false_',
  'equality of texts': 'input.text == input.sameText; false_',
  'the order of texts': 'input.text > input.laterText',
  'the shape of an object': '{"one": _} = input.entries',
  'the first key of an object': 'some key; input.entries[key] == "name0"; false_',
  'a change of a document': 'false_ with input.entries.more as x',
  'a set of lists': 'count({y | y := [x, input.text]} | others) == 0',
  'a set of long lists': 'count({y | y := array.concat([x], input.list)} | others) == 0',
}

for (const emitter of ['javascript', 'closures'] as const) {
  for (const [name, rule] of Object.entries(rules)) {
    test(`fuel ends ${name} in a loop (${emitter})`, () => {
      const module = [
        'package p',
        'false_ if input.nothing',
        'others := {[n] | some n in numbers.range(1, 10)}',
        `p if { some x in input.rounds; ${rule} }`,
      ].join('\n')
      const policy = compile({ modules: { 'p.rego': module }, emitter })
      assert.ok(policy.ok, String(policy))
      const outcome = policy.evaluate('p/p', input, { limits: { fuel: 10_000 } })
      assert.ok(outcome.kind === 'error', `${outcome.kind} within the limit`)
      assert.equal(outcome.error.code, 'eval_fuel_error')
      // The control: it is the limit that ends it.
      assert.equal(policy.evaluate('p/p', input).kind, 'undefined')
    })
  }
}
