import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtinTable } from '../../src/builtins/table.ts'
import { compile } from '../../src/compile.ts'
import { emitJavaScript } from '../../src/emit/javascript.ts'
import { PlanDraft } from '../../src/plan/plan-draft.ts'
import { planQuery } from '../../src/plan/plan-query.ts'

const nasty = [
  '"); globalThis.escaped = true; ("',
  "'); globalThis.escaped = true; ('",
  '`${globalThis.escaped = true}`',
  '*/ globalThis.escaped = true /*',
  '\u2028globalThis.escaped = true\u2029',
  '\\',
  '</script>',
  '\ud800',
  '__proto__',
  'constructor',
  `${'long '.repeat(40)}"); globalThis.escaped = true; ("`,
]

/** A policy that has the text wherever text can stand: keys, values, paths, rule names, patterns. */
function policyWith(text: string): string {
  const quoted = JSON.stringify(text)
  return `package p

value := ${quoted}

seen if input[${quoted}] == ${quoted}

deep if input.a[${quoted}].b[${quoted}]

table[${quoted}] := {${quoted}: [${quoted}, {${quoted}}]}

${rulesWith(quoted)}

based := data.base[${quoted}]

replaced if seen with input[${quoted}] as ${quoted}

f(${quoted}) := ${quoted}

called := f(${quoted})
`
}

/** Enough rules for an index. */
function rulesWith(quoted: string): string {
  return Array.from(
    { length: 12 },
    (_, i) =>
      `listed contains ${i} if input.k == concat(${quoted}, ["${i}"])\n\nindexed contains ${i} if { input[${quoted}] == "${i}"; input.k != ${quoted} }`,
  ).join('\n\n')
}

for (const text of nasty) {
  test(`text stands in made code as quoted constants alone: ${JSON.stringify(text.slice(0, 30))}`, () => {
    const data = { base: Object.fromEntries([[text, 'found']]) }
    const policy = compile({ modules: { 'p.rego': policyWith(text) }, data })
    assert.ok(policy.ok, String(policy))
    const { program } = policy.parts
    const draft = new PlanDraft(program, builtinTable, {
      mockable: new Set(),
      indexed: true,
      earlyExit: true,
    })
    planQuery(draft, { path: ['p'] })
    const source = emitJavaScript(draft)
      .map((chunk) => chunk.source)
      .join('\n')
    const outside = source.replaceAll(/"(?:[^"\\\n\r\u2028\u2029]|\\.)*"/g, 'TEXT')
    assert.ok(!/escaped|script|["`]|\/\*|\/\//.test(outside), 'text outside of quotes')
    assert.match(outside, /TEXT/)

    const input = Object.fromEntries([[text.toWellFormed(), text.toWellFormed()]])
    assert.deepEqual(policy.evaluate('p/value'), { kind: 'defined', value: text.toWellFormed() })
    assert.deepEqual(policy.evaluate('p/seen', input), { kind: 'defined', value: true })
    assert.deepEqual(policy.evaluate('p/replaced', {}), { kind: 'defined', value: true })
    assert.deepEqual(policy.evaluate('p/based', {}), { kind: 'defined', value: 'found' })
    assert.deepEqual(policy.evaluate('p/seen', {}), { kind: 'undefined' })
    assert.equal((globalThis as { escaped?: boolean }).escaped, undefined)
  })
}
