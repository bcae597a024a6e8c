import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { commandLine } from '../support/command-line.ts'
import { runProcess } from '../support/process.ts'

const authz = `package authz

default allow := false

allow if {
	input.method == "GET"
	input.user in data.teams.readers
}

twice(x) := 2 * x
`

const tests = `package authz_test

import data.authz

test_reader if authz.allow with input as {"method": "GET", "user": "ann"}

test_stranger if {
	print("asking")
	authz.allow with input as {"method": "GET", "user": "bob"}
}
`

/** A folder with these files, and `sallyport policy` in it. */
async function policies(t: TestContext, more: { readonly [path: string]: string } = {}) {
  const line = await commandLine(t)
  const files = {
    'rules/authz.rego': authz,
    'rules/authz_test.rego': tests,
    'rules/teams/data.json': '{"readers": ["ann"]}',
    ...more,
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(line.folder, path)), { recursive: true })
    await writeFile(join(line.folder, path), text)
  }
  return {
    line,
    run: (...argv: readonly string[]) => line.run('policy', ...argv),
    read: (path: string) => readFile(join(line.folder, path), 'utf8'),
  }
}

test('check says nothing where all is well, and where, what and why where it is not', async (t) => {
  const { run } = await policies(t, { 'bad.rego': 'package bad\nx := y\n' })
  assert.deepEqual(await run('check', 'rules'), { code: 0, out: '', err: '' })
  assert.deepEqual(await run('check', 'rules', 'bad.rego'), {
    code: 1,
    out: '',
    err: '1 error occurred: bad.rego:2: rego_unsafe_var_error: var y is unsafe',
  })
  const json = await run('check', '--format', 'json', 'bad.rego')
  assert.deepEqual(JSON.parse(json.err), {
    errors: [
      {
        message: 'var y is unsafe',
        code: 'rego_unsafe_var_error',
        location: { file: 'bad.rego', row: 2, col: 6 },
      },
    ],
  })
})

test('check knows strict mode and the syntax of before', async (t) => {
  const { run } = await policies(t, {
    'old.rego': 'package old\nx { true }\n',
    'loose.rego': 'package loose\nimport data.a\nx := 1\n',
  })
  assert.equal((await run('check', '--v0-compatible', 'old.rego')).code, 0)
  assert.match((await run('check', 'old.rego')).err, /`if` keyword is required/)
  assert.equal((await run('check', 'loose.rego')).code, 0)
  assert.match((await run('check', '-S', 'loose.rego')).err, /import data.a unused/)
})

test('files that cannot be read exit 1 and are named', async (t) => {
  const { run } = await policies(t, {
    'broken/data.json': '{"a":',
    'clash/data.json': '{"teams": {"readers": []}}',
    'list.json': '[1]',
    'text.md': 'text',
  })
  for (const [path, expected] of [
    ['nothing', /`nothing` does not exist$/],
    ['broken', /`broken\/data.json` cannot be read: /],
    ['list.json', /`list.json` must hold an object.*`name:list.json`$/],
    ['text.md', /`text.md` is neither `.rego` nor `.json` nor `.yaml`$/],
  ] as const) {
    const { code, out, err } = await run('check', path)
    assert.match(err, expected)
    assert.deepEqual([code, out], [1, ''])
  }
  const clash = await run('check', 'rules', 'clash')
  assert.match(clash.err, /`clash\/data.json` defines `data.teams.readers`, which another file/)
})

test('eval shows every answer in the formats of `opa eval`', async (t) => {
  const { run } = await policies(t)
  const query = 'x := [1, 2][_]; y := data.authz.twice(x)'
  const shown = async (format: string) =>
    (await run('eval', '-d', 'rules', '--format', format, query)).out
  assert.deepEqual(JSON.parse(await shown('json')).result[1], {
    expressions: [
      { value: true, text: 'x := [1, 2][_]', location: { row: 1, col: 1 } },
      { value: true, text: 'y := data.authz.twice(x)', location: { row: 1, col: 17 } },
    ],
    bindings: { x: 2, y: 4 },
  })
  assert.equal(
    await shown('pretty'),
    '┌───┬───┐\n│ x │ y │\n├───┼───┤\n│ 1 │ 2 │\n│ 2 │ 4 │\n└───┴───┘',
  )
  assert.equal(await shown('values'), '[\n  true,\n  true\n]\n[\n  true,\n  true\n]')
  assert.equal(await shown('bindings'), '{\n  "x": 1,\n  "y": 2\n}\n{\n  "x": 2,\n  "y": 4\n}')
  const raw = await run('eval', '-d', 'rules', '-f', 'raw', '"a b"; {"b": 1, "a": {2}}')
  assert.equal(raw.out, 'a b {"a":[2],"b":1}')
  assert.equal((await run('eval', '-f', 'pretty', 'input.x')).out, 'undefined')
  assert.equal((await run('eval', 'input.x')).out, '{}')
})

test('eval takes the input from a file or stdin, data at a place, names from a package', async (t) => {
  const { run, line } = await policies(t, {
    'input.json': '{"method": "GET", "user": "ann"}',
    'input.yaml': 'user: ann\nmethod: GET\n',
    'users.json': '["ann"]',
  })
  const allow = ['eval', '-d', 'rules', '-f', 'raw', 'data.authz.allow']
  assert.equal((await run(...allow, '-i', 'input.json')).out, 'true')
  assert.equal((await run(...allow, '--input', 'input.yaml')).out, 'true')
  assert.equal((await run(...allow)).out, 'false')
  line.stdin = '{"method": "GET", "user": "ann"}'
  assert.equal((await run(...allow, '-I')).out, 'true')
  line.stdin = 'data.a.users[0]'
  const placed = await run('eval', '-d', 'a.users:users.json', '--stdin', '-f', 'raw')
  assert.equal(placed.out, 'ann')
  const inside = ['--package', 'authz', '--import', 'data.teams', '[twice(2), teams.readers]']
  assert.equal((await run('eval', '-d', 'rules', '-f', 'raw', ...inside)).out, '[4,["ann"]]')
})

test('eval exits 2 for errors, and says by its code whether there was an answer if asked to', async (t) => {
  const { run } = await policies(t, { 'bad.json': '{' })
  for (const [argv, code, err] of [
    [['x'], 2, /^1 error occurred: 1:1: rego_unsafe_var_error: var x is unsafe$/],
    [['--strict-builtin-errors', '1 / 0'], 2, /eval_builtin_error: div: divide by zero$/],
    [['-i', 'bad.json', '1'], 2, /the input `bad.json` is no JSON/],
    [['-i', 'none.json', '1'], 2, /the input `none.json` cannot be read: ENOENT/],
    [['--stdin', '1'], 2, /give one query/],
    [['--explain', '1 + 1'], 2, /needs a query that is a path/],
    [['--fail', 'input.x'], 1, /^$/],
    [['--fail', '1'], 0, /^$/],
    [['--fail-defined', '1'], 1, /^$/],
    [['--fail-defined', 'input.x'], 0, /^$/],
  ] as const) {
    const outcome = await run('eval', '-f', 'pretty', ...argv)
    assert.match(outcome.err, err)
    assert.equal(outcome.code, code, argv.join(' '))
  }
  assert.equal(JSON.parse((await run('eval', 'x')).out).errors[0].code, 'rego_unsafe_var_error')
})

test('eval explains which rule failed closest, at which expression, with the values', async (t) => {
  const { run } = await policies(t, { 'input.json': '{"method": "GET", "user": "bob"}' })
  const asked = ['eval', '-d', 'rules', '-i', 'input.json', '--explain', 'data.authz.allow']
  assert.equal(
    (await run(...asked, '-f', 'pretty')).out,
    [
      'false',
      '',
      'rules that gave it:',
      '  rules/authz.rego:3: data.authz.allow is false',
      'closest to another answer:',
      '  rules/authz.rego:7: data.authz.allow failed at',
      '    input.user in data.teams.readers',
      '      input.user: "bob"',
      '      data.teams.readers: ["ann"]',
    ].join('\n'),
  )
  const { explanation } = JSON.parse((await run(...asked)).out)
  assert.equal(explanation.closest[0].values['input.user'], 'bob')
})

test('what a policy prints goes to stderr, once', async (t) => {
  const { run } = await policies(t, {
    'loud.rego': 'package loud\nallow if {\n\tprint("level", input.level)\n\tinput.level > 3\n}\n',
  })
  const { out, err } = await run(
    'eval',
    '-d',
    'loud.rego',
    '-f',
    'pretty',
    '--explain',
    'data.loud.allow',
  )
  assert.match(out, /^undefined\n/)
  assert.equal(err, 'level <undefined>')
})

test('test runs what `opa test` would, and shows why a test failed', async (t) => {
  const { run } = await policies(t)
  const { code, out } = await run('test', 'rules')
  assert.equal(code, 2)
  assert.equal(
    out.replace(/\(\d[\d.]*(?:ns|µs|ms|s)\)/g, '(1ms)'),
    [
      'rules/authz_test.rego:7:',
      'data.authz_test.test_stranger: FAIL (1ms)',
      '  rules/authz_test.rego:9: data.authz_test.test_stranger failed at',
      '    authz.allow with input as {"method": "GET", "user": "bob"}',
      '      authz.allow: false',
      '  rules/authz.rego:7: data.authz.allow failed at',
      '    input.user in data.teams.readers',
      '      input.user: "bob"',
      '      data.teams.readers: ["ann"]',
      '',
      '  asking',
      '',
      '-'.repeat(80),
      'PASS: 1/2',
      'FAIL: 1/2',
    ].join('\n'),
  )
  const passed = await run('test', 'rules', '-r', 'test_reader')
  assert.deepEqual([passed.code, passed.out], [0, 'PASS: 1/1'])
  assert.match((await run('test', 'rules', '-v', '-r', 'reader')).out, /test_reader: PASS \(/)
})

test('the results as JSON have the form of `opa test`', async (t) => {
  const { run } = await policies(t, {
    'cases_test.rego':
      'package cases_test\ntest_x[name] if { some name, v in {"a": 1, "b": 2}; v == 1 }\ntodo_test_y if true\n',
  })
  const { out } = await run('test', 'rules', 'cases_test.rego', '--format', 'json')
  const results = JSON.parse(out)
  for (const result of results) delete result.duration
  const [reader, stranger, cases, todo] = [
    'test_reader',
    'test_stranger',
    'test_x',
    'todo_test_y',
  ].map((name) => results.find((result: { name: string }) => result.name === name))
  assert.deepEqual(reader, {
    location: { file: 'rules/authz_test.rego', row: 5, col: 1 },
    package: 'data.authz_test',
    name: 'test_reader',
  })
  assert.equal(stranger.fail, true)
  assert.equal(Buffer.from(stranger.output, 'base64').toString(), 'asking\n')
  assert.equal(stranger.closest[1].values['input.user'], 'bob')
  assert.deepEqual(cases.sub_results.a, { name: 'a' })
  assert.deepEqual([cases.fail, cases.sub_results.b.fail], [true, true])
  assert.deepEqual([todo.name, todo.skip], ['todo_test_y', true])
})

test('coverage is printed as JSON and can be demanded', async (t) => {
  const { run } = await policies(t)
  const covered = ['test', 'rules', '-r', 'reader', '--coverage']
  const { code, out } = await run(...covered)
  assert.equal(code, 0)
  const { files, coverage } = JSON.parse(out)
  assert.equal(files['rules/authz.rego'].covered_lines, 3)
  const missed = await run(...covered, '--threshold', '90', '-v')
  assert.equal(missed.code, 2)
  assert.match(
    missed.err,
    new RegExp(
      `^Code coverage threshold not met: got ${coverage.toFixed(2)} instead of 90.00\nLines not covered:\n\trules/authz.rego:3\n`,
    ),
  )
  assert.equal((await run(...covered, '--threshold', '10')).code, 0)
  assert.match((await run('test', 'rules', '--threshold', '101')).err, /a number from 0 to 100/)
})

test('skipped tests, no tests and wrong patterns have their exit codes', async (t) => {
  const { run } = await policies(t, { 'todo.rego': 'package todo\ntodo_test_x if true\n' })
  assert.equal((await run('test', 'todo.rego')).code, 2)
  assert.equal((await run('test', 'todo.rego', '-z')).code, 0)
  assert.equal((await run('test', 'rules', '-r', 'none')).code, 0)
  const empty = await run('test', 'rules', '-r', 'none', '--fail-on-empty')
  assert.deepEqual([empty.code, empty.err], [1, 'sallyport: no tests were run'])
  assert.match((await run('test', 'rules', '-r', '(')).err, /`--run` is no regular expression/)
})

test('build writes a module of the policy without its tests, and refuses what is not there', async (t) => {
  const { run, read } = await policies(t)
  const built = await run('build', 'rules', '-e', 'authz/allow', '-o', 'policy.mjs')
  assert.deepEqual(built, { code: 0, out: 'wrote policy.mjs', err: '' })
  const module = await read('policy.mjs')
  assert.match(module, /^import { loadModule } from '@sallyport\/rego\/runtime'\n/)
  assert.doesNotMatch(module, /authz_test/)
  const missing = await run('build', 'rules', '-e', 'authz/alow', '-o', 'policy.mjs')
  assert.equal(missing.code, 1)
  assert.match(missing.err, /`authz\/alow`/)
  const useless = await run('build', 'rules', '-o', 'policy.mjs')
  assert.match(useless.err, /required option '-e, --entrypoint <path>' not specified/)
})

test('with `--bundle` only what a guard would load counts', async (t) => {
  const { run } = await policies(t, {
    'rules/input.json': '{"teams": {"readers": "clash"}}',
    'rules/.manifest': '{"rego_version": 1, "roots": [""]}',
  })
  assert.match((await run('check', 'rules')).err, /which another file defines too$/)
  const { code, err } = await run('test', '-b', 'rules', '-r', 'reader')
  assert.deepEqual([code, err], [0, ''])
  const asked = await run('eval', '-b', 'rules', '-f', 'raw', 'data.teams')
  assert.equal(asked.out, '{"readers":["ann"]}')
})

test('in a clone the command runs the tests of a policy from source', async (t) => {
  const { line } = await policies(t)
  const { code, out, err } = await runProcess(t, line.folder, [
    'policy',
    'test',
    'rules',
    '-r',
    'reader',
  ])
  assert.deepEqual([code, out, err], [0, 'PASS: 1/1\n', ''])
})

test('what the guide shows is what the commands do', async (t) => {
  const { line } = await policies(t)
  const guides = join(import.meta.dirname, '../../../../examples/guides')
  const rules = join(guides, 'policies')
  assert.deepEqual(await line.run('policy', 'check', rules, '--strict'), {
    code: 0,
    out: '',
    err: '',
  })
  assert.equal((await line.run('policy', 'test', rules)).out, 'PASS: 4/4')
  const request = join(guides, 'requests/auditor-on-sunday.json')
  const asked = ['-d', rules, '-i', request, '-f', 'pretty', '--explain', 'data.reports.allow']
  const { out } = await line.run('policy', 'eval', ...asked)
  const expected = await readFile(join(rules, 'explained.txt'), 'utf8')
  assert.equal(out.replaceAll(`${rules}/`, 'examples/guides/policies/'), expected.trimEnd())
})

test('nothing that a policy or an input holds can forge lines of the terminal or end the command', async (t) => {
  const { run } = await policies(t, {
    'broken.rego': 'package broken\ntest_\u001b if true\n',
    'forged.rego':
      'package forged\ntest_loud if {\n\tprint("\\u001b[2J")\n\t"\\u001b[1m\u202e" == input.x\n}\n',
    'deep.json': `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  })
  const broken = await run('check', 'broken.rego')
  assert.equal(broken.code, 1)
  assert.doesNotMatch(broken.err, /[\u001b\u202e]/)
  const forged = await run('test', 'forged.rego')
  assert.match(forged.out, /\\u\{1b\}\[2J/)
  assert.doesNotMatch(forged.out + forged.err, /[\u001b\u202e]/)
  const deep = await run('eval', '-i', 'deep.json', '-f', 'pretty', 'input')
  assert.match(deep.err, /^1 error occurred: eval_depth_error: [^\n]*$/)
  assert.equal(deep.code, 2)
})
