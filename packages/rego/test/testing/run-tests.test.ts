import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../../src/index.ts'
import { runTests, type TestOptions } from '../../src/testing/run-tests.ts'
import { type CaseResult, countTests, type TestResult } from '../../src/testing/test-report.ts'

const authz = `package authz

default allow := false

allow if input.role == "admin"

allow if {
	input.method == "GET"
	input.user in data.readers
}
`

function run(tests: string, options: TestOptions = {}) {
  const policy = compile(
    {
      modules: {
        'authz.rego': authz,
        'authz_test.rego': `package authz_test\nimport data.authz\n${tests}`,
      },
      data: { readers: ['ann'] },
    },
    { keepPrint: true },
  )
  assert.ok(policy.ok, String(policy))
  return runTests(policy, options)
}

function outcomes(results: readonly TestResult[]) {
  return Object.fromEntries(results.map(({ name, outcome }) => [name, outcome]))
}

function caseOutcomes(cases: readonly CaseResult[]): unknown {
  return cases.map(({ name, outcome, cases: inner }) =>
    inner.length === 0 ? [name, outcome] : [name, outcome, caseOutcomes(inner)],
  )
}

test('a rule whose name starts with `test_` passes where it is true, in the order of the sources', () => {
  const { results } = run(`
test_admin if authz.allow with input as {"role": "admin"}
test_stranger if not authz.allow with input as {"user": "bob", "method": "GET"}
tested := 1
helper(x) if x
test_function(x) if x
test_later if helper(true)
`)
  assert.deepEqual(
    results.map(({ package: inPackage, name, outcome, location }) => [
      `${inPackage}.${name}`,
      outcome,
      `${location.file}:${location.row}`,
    ]),
    [
      ['data.authz_test.test_admin', 'pass', 'authz_test.rego:4'],
      ['data.authz_test.test_stranger', 'pass', 'authz_test.rego:5'],
      ['data.authz_test.test_later', 'pass', 'authz_test.rego:9'],
    ],
  )
  assert.ok(results.every(({ durationNs }) => durationNs > 0))
})

test('undefined, false and anything else but true fail, and say what it was', () => {
  const { results } = run(`
test_undefined if authz.allow with input as {}
test_false := false
test_number := 3
test_set contains "x"
test_error if 1 / 0 == 1
`)
  assert.deepEqual(
    results.map(({ name, outcome, value }) => [name, outcome, value]),
    [
      ['test_undefined', 'fail', undefined],
      ['test_false', 'fail', false],
      ['test_number', 'fail', 3],
      ['test_set', 'fail', ['x']],
      ['test_error', 'fail', undefined],
    ],
  )
  assert.deepEqual(countTests(results), { pass: 0, fail: 5, skip: 0, error: 0 })
})

test('a failure names the expression and follows it into the policy', () => {
  const { results } = run(`
test_reader if {
	request := {"user": "bob", "method": "GET"}
	authz.allow with input as request
}
`)
  assert.deepEqual(
    results[0]?.closest.map(({ location: { file, row }, expression, values }) => [
      `${file}:${row}`,
      expression,
      { ...values },
    ]),
    [
      [
        'authz_test.rego:6',
        'authz.allow with input as request',
        { request: { user: 'bob', method: 'GET' }, 'authz.allow': false },
      ],
      [
        'authz.rego:9',
        'input.user in data.readers',
        { 'input.user': 'bob', 'data.readers': ['ann'] },
      ],
    ],
  )
})

test('an error that ends the evaluation is an error of the test, the others go on', () => {
  const { results } = run(
    `
x := 1
x := 2
test_conflict if x == 1
test_endless if {
	some i in numbers.range(1, 100000)
	i < 0
}
test_fine if true
`,
    { limits: { fuel: 10_000 } },
  )
  assert.deepEqual(outcomes(results), {
    test_conflict: 'error',
    test_endless: 'error',
    test_fine: 'pass',
  })
  assert.deepEqual(
    results.map(({ error }) => error?.code),
    ['eval_conflict_error', 'eval_fuel_error', undefined],
  )
  assert.deepEqual(countTests(results), { pass: 1, fail: 0, skip: 0, error: 2 })
})

test('`todo_test_` is skipped, whatever it is', () => {
  const { results } = run('todo_test_soon if false\ntest_now if true\n')
  assert.deepEqual(outcomes(results), { todo_test_soon: 'skip', test_now: 'pass' })
})

test('of two rules of a name neither passes for the other', () => {
  const { results } = run(`
test_same if authz.allow with input as {"role": "admin"}
test_same if authz.allow with input as {"role": "clerk"}
test_same if false
`)
  assert.deepEqual(outcomes(results), {
    test_same: 'pass',
    'test_same#01': 'fail',
    'test_same#02': 'fail',
  })
})

test('a rule with cases is a test for each, those that were begun and gave nothing too', () => {
  const { results } = run(`
test_roles[role] if {
	some role, want in {"admin": true, "clerk": true, "guest": false}
	got := authz.allow with input as {"role": role}
	got == want
}
test_values[name] := value if some name, value in {"a": true, "b": false, "c": 3}
test_nested[method][user] if {
	some method in ["GET", "PUT"]
	some user in ["ann", "bob"]
	authz.allow with input as {"user": user, "method": method}
}
`)
  assert.deepEqual(
    results.map(({ name, outcome, cases }) => [name, outcome, caseOutcomes(cases)]),
    [
      [
        'test_roles',
        'fail',
        [
          ['admin', 'pass'],
          ['clerk', 'fail'],
          ['guest', 'pass'],
        ],
      ],
      [
        'test_values',
        'fail',
        [
          ['a', 'pass'],
          ['b', 'fail'],
          ['c', 'fail'],
        ],
      ],
      [
        'test_nested',
        'fail',
        [
          [
            'GET',
            'fail',
            [
              ['ann', 'pass'],
              ['bob', 'fail'],
            ],
          ],
          [
            'PUT',
            'fail',
            [
              ['ann', 'fail'],
              ['bob', 'fail'],
            ],
          ],
        ],
      ],
    ],
  )
  assert.deepEqual(countTests(results), { pass: 4, fail: 6, skip: 0, error: 0 })
})

test('the name of a case may be made of what comes later; its failure is its own', () => {
  const { results } = run(`
test_notes[tc.note] if {
	some tc in [
		{"note": "the admin.", "role": "admin", "want": true},
		{"note": "a / clerk", "role": "clerk", "want": true},
		{"note": "late", "role": "guest", "want": false},
	]
	got := authz.allow with input as {"role": tc.role}
	got == tc.want
}
`)
  const [{ cases, outcome } = { cases: [], outcome: undefined }] = results
  assert.equal(outcome, 'fail')
  assert.deepEqual(caseOutcomes(cases), [
    ['a / clerk', 'fail'],
    ['late', 'pass'],
    ['the admin.', 'pass'],
  ])
  const [failed] = cases[0]?.closest ?? []
  assert.deepEqual(
    [failed?.expression, { ...failed?.values }],
    ['got == tc.want', { got: false, 'tc.want': true }],
  )
})

test('a filter chooses by the full name', () => {
  const tests = 'test_a if true\ntest_b if true\ntest_ab if true\n'
  assert.deepEqual(outcomes(run(tests, { filter: /test_a/ }).results), {
    test_a: 'pass',
    test_ab: 'pass',
  })
  assert.deepEqual(outcomes(run(tests, { filter: /^data\.authz_test\.test_b$/ }).results), {
    test_b: 'pass',
  })
  assert.deepEqual(run(tests, { filter: /nothing/ }).results, [])
})

test('what a test prints belongs to it', () => {
  const { results } = run(`
test_loud if {
	print("hello", [1, {"a"}], input.nothing)
	x := ["a", "b"][_]
	print(x)
	x == "b"
}
test_quiet if true
`)
  assert.deepEqual(
    results.map(({ output }) => output),
    [['hello [1, {"a"}] <undefined>', 'a', 'b'], []],
  )
})

test('coverage is that of all tests together, and only where it is asked for', () => {
  const tests = 'test_admin if authz.allow with input as {"role": "admin"}\n'
  assert.equal(run(tests).coverage, undefined)
  const { coverage } = run(tests, { coverage: true })
  const { covered, not_covered } = coverage?.files['authz.rego'] ?? {}
  assert.deepEqual([...new Set(covered?.map(({ start }) => start.row))], [5])
  assert.deepEqual(
    not_covered?.map(({ start }) => start.row),
    [3, 7, 8, 9],
  )
})

test('the policy itself is as it was', () => {
  const policy = compile({ modules: { 'a.rego': 'package a\ntest_x if true\ntest_x if false\n' } })
  assert.ok(policy.ok)
  runTests(policy, { coverage: true })
  assert.deepEqual(policy.evaluate('a'), { kind: 'defined', value: { test_x: true } })
})
