import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseModule } from '../../src/syntax/parse-module.ts'
import { printTerm } from '../../src/syntax/print-term.ts'
import { lines, moduleOf, problemsOf, rulesOf } from './reading.ts'

describe('a rule of v1', () => {
  test('needs `if` before its body', () => {
    assert.equal(rulesOf('p if { true }').length, 1)
    assert.deepEqual(problemsOf('p { true }'), ['2:1 `if` keyword is required before rule body'])
    assert.deepEqual(problemsOf('f(x) { x }'), [
      '2:1 `if` keyword is required before function body',
    ])
    assert.deepEqual(problemsOf('p if { true } else { false }'), [
      '2:15 `if` keyword is required before rule body',
    ])
  })

  test('needs `contains` for a set', () => {
    assert.equal(rulesOf('p contains x if some x in [1]')[0]?.head.key?.kind, 'var')
    assert.deepEqual(problemsOf('p[x]'), [
      '2:1 `contains` keyword is required for partial set rules',
    ])
  })

  test('needs a value or a body', () => {
    assert.equal(rulesOf('p.q.r := 1').length, 1)
    assert.deepEqual(problemsOf('p.q.r'), [
      '2:1 rule must have value assignment and/or body declaration',
    ])
  })

  test('may take an object for a body, never a set', () => {
    assert.deepEqual(bodyKinds('p if {"a": 1}'), ['object'])
    assert.deepEqual(bodyKinds('p if {}'), ['object'])
    assert.deepEqual(bodyKinds('p if {x | x := 1}'), ['comprehension'])
    assert.deepEqual(bodyKinds('p if { x }'), ['var'])
    assert.deepEqual(bodyKinds('p if { 1 } else := 2'), ['number'])
  })

  test('with a step before `if` is an object of `true`', () => {
    const head = rulesOf('p[x] if x := 1')[0]?.head
    assert.equal(head && printTerm(head.reference), 'p[x]')
    assert.equal(head?.value?.kind, 'boolean')
    assert.equal(head?.key, undefined)
  })

  test('may stand on a line with another', () => {
    assert.equal(rulesOf('p if { true } q if { true } r := 1').length, 3)
    assert.deepEqual(problemsOf('p := 1; q := 2'), [
      '2:1 multiple expressions cannot be used for rule head',
    ])
  })

  test('takes keywords as steps and before steps', () => {
    assert.equal(
      moduleOf('package a.if.in\nnot.x := input.default\nif.y if data.else').rules.length,
      2,
    )
    assert.deepEqual(problemsOf('not := 1'), ['2:5 unexpected assign token'])
  })

  test('may not begin with a call of a built-in function', () => {
    assert.equal(rulesOf('f(x)')[0]?.head.args?.length, 1)
    assert.deepEqual(problemsOf('count(x)'), ['2:1 rule name conflicts with built-in function'])
  })

  test('has no body of nonsense after `if`', () => {
    assert.deepEqual(problemsOf('p if )\n  true\n}'), ['2:6 unexpected ) token'])
  })
})

describe('a rule of v0', () => {
  const v0 = { version: 'v0' } as const

  test('with a step before its body is a set', () => {
    const head = rulesOf('p[x] { x := 1 }', v0)[0]?.head
    assert.equal(head && printTerm(head.reference), 'p')
    assert.equal(head?.key?.kind, 'var')
    assert.equal(head?.value, undefined)
  })

  test('with two steps is an object of `true`', () => {
    const head = rulesOf('p.q[x] { x := 1 }', v0)[0]?.head
    assert.equal(head && printTerm(head.reference), 'p.q[x]')
    assert.equal(head?.value?.kind, 'boolean')
  })

  test('may have several bodies, each with wildcards of its own', () => {
    const rules = rulesOf('f(_) { true } { false }', v0)
    assert.deepEqual(
      rules.map(({ head }) => head.args?.map((arg) => arg.kind === 'var' && arg.name)),
      [['$0'], ['$1']],
    )
    assert.deepEqual(problemsOf('p { true } else { false } { true }', v0), [
      '2:27 expected else keyword',
    ])
  })

  test('knows `in`, `if`, `every` and `contains` only by import', () => {
    assert.equal(rulesOf('if := 1\nin = 2\nevery { true }\ncontains { true }', v0).length, 4)
    assert.equal(rulesOf('import future.keywords.in\np { some x in [1] }', v0).length, 1)
    assert.deepEqual(problemsOf('p { some x in [1] }', v0), [
      '2:12 unexpected identifier token: expected \\n or ; or } (hint: `import future.keywords.in` for `some x in xs` expressions)',
    ])
    assert.deepEqual(problemsOf('p { every x in [1] { x } }', v0), [
      '2:11 unexpected identifier token: expected \\n or ; or } (hint: `import future.keywords.every` for `every x in xs { ... }` expressions)',
    ])
  })

  test('is held to the style of v1 by `import rego.v1`', () => {
    const module = moduleOf('package a\nimport rego.v1\np if true', v0)
    assert.equal(module.version, 'v0-compat-v1')
    assert.deepEqual(problemsOf('import rego.v1\np { true }', v0), [
      '3:1 `if` keyword is required before rule body',
    ])
  })

  test('has no template strings', () => {
    assert.equal(rulesOf('p := $"{1}"').length, 1)
    assert.deepEqual(problemsOf('p = $"{1}"', v0), [
      '2:5 template strings are not supported by current capabilities',
      '2:5 unexpected template-string-part token: expected rule value term (e.g., p[<nil>] = <VALUE> { ... })',
    ])
  })
})

describe('`else`', () => {
  test('chains rules that have the same name and arguments', () => {
    const [rule] = rulesOf('f(x) := 1 if x else := 2 if not x else := 3')
    assert.equal(rule?.else?.else?.head.args?.length, 1)
    assert.equal(rule?.else?.else?.bodyGiven, false)
  })

  test('follows no set and no name with variables', () => {
    assert.deepEqual(problemsOf('p contains 1 if true else := 2'), [
      '2:22 else keyword cannot be used on multi-value rules',
    ])
    assert.deepEqual(problemsOf('p[x].q := 1 if true else := 2'), [
      '2:21 else keyword cannot be used on rules with variables in head',
    ])
  })
})

describe('`default`', () => {
  test('has a value without variables and arguments that are names', () => {
    assert.equal(rulesOf('default p := [x | x := 1]\ndefault f(_, x) := 1').length, 2)
    assert.deepEqual(problemsOf('default p.q'), ['2:1 illegal default rule (must have a value)'])
    assert.deepEqual(problemsOf('default p := [input.x, y]'), [
      '2:1 illegal default rule (value cannot contain ref)',
      '2:1 illegal default rule (value cannot contain var)',
    ])
    assert.deepEqual(problemsOf('default f(x, x, 1) := 1'), [
      '2:1 illegal default rule (arguments cannot be repeated x)',
      '2:1 illegal default rule (arguments cannot contain number)',
    ])
  })
})

describe('`import`', () => {
  test('begins with input, data, future or rego', () => {
    const { imports } = moduleOf('package a\nimport data.b.c as d\nimport input')
    assert.deepEqual(
      imports.map(({ path, alias }) => [printTerm(path), alias]),
      [
        ['data.b.c', 'd'],
        ['input', undefined],
      ],
    )
    assert.deepEqual(problemsOf('import foo.bar'), [
      '2:8 unexpected import path, must begin with one of: {data, future, input, rego}, got: foo (hint: if this is unexpected, try updating OPA)',
    ])
  })

  test('ends with no keyword unless it has an alias', () => {
    assert.equal(moduleOf('package a\nimport data.if as x').imports.length, 1)
    assert.deepEqual(problemsOf('import data.x.if'), [
      '2:15 unexpected import path, must not end with a keyword, got: if (hint: import a different path or use an alias)',
    ])
    assert.deepEqual(problemsOf('import data.x as input'), [
      '2:22 unexpected eof token: expected var',
    ])
  })

  test('of the experimental keywords is allowed only where that was asked for', () => {
    const text = 'import future.keywords.or\np if { input.x or input.y }'
    assert.equal(rulesOf(text, { experimentalKeywords: true })[0]?.body[0]?.kind, 'or')
    assert.deepEqual(problemsOf(text), [
      '2:8 unexpected keyword, must be one of [contains every if in not]',
    ])
  })

  test('of `not` lets it take a body', () => {
    const [rule] = rulesOf('import future.keywords.not\np if { not { input.x; input.y } }')
    assert.equal(rule?.body[0]?.kind, 'not-body')
    const [plain] = rulesOf('p if { not input.x }')
    assert.equal(plain?.body[0]?.kind, 'not')
  })
})

describe('a module', () => {
  test('begins with its package', () => {
    assert.equal(printTerm(moduleOf('package a["b c"].d').package.path), 'data.a["b c"].d')
    const parsed = parseModule({ name: 'x.rego', source: 'p := 1', version: 'v1' })
    assert.deepEqual('diagnostics' in parsed && lines(parsed.diagnostics), [
      'x.rego:1: rego_parse_error: package expected',
    ])
  })

  test('is not empty', () => {
    const parsed = parseModule({ name: 'x.rego', source: '# nothing', version: 'v1' })
    assert.deepEqual('diagnostics' in parsed && lines(parsed.diagnostics), [
      'x.rego:0: rego_parse_error: empty module',
    ])
  })

  test('has its mistakes shown with the line and a caret', () => {
    const source = 'package a\n\n\tp := "é😀" + ]\n'
    const parsed = parseModule({ name: 'x.rego', source, version: 'v1' })
    assert.deepEqual('diagnostics' in parsed && lines(parsed.diagnostics).slice(0, 3), [
      'x.rego:3: rego_parse_error: unexpected ] token',
      'p := "é😀" + ]',
      '                ^',
    ])
  })
})

function bodyKinds(source: string): string[] {
  return (
    rulesOf(source)[0]?.body.map((found) => (found.kind === 'term' ? found.term.kind : '')) ?? []
  )
}
