import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { buildModule } from '../src/emit/build-module.ts'
import { compile, type Policy } from '../src/index.ts'

const source = `package authz

allow if {
	some grant in data.grants
	grant.user == input.user
	regex.match(grant.pattern, input.path)
}

big := 123456789012345678901234567890

pairs := {[1, "a"]: {1, 2}}
`
const data = { grants: [{ user: 'ann', pattern: '^/docs/' }], 'a/b': 1 }

function policy(): Policy {
  const compiled = compile({ modules: { 'authz.rego': source }, data })
  assert.ok(compiled.ok, String(compiled))
  return compiled
}

test('a module answers as the policy does, where making code is forbidden, and so do closures', async (t) => {
  const folder = await mkdtemp(join(import.meta.dirname, 'module-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(
    join(folder, 'policy.mjs'),
    buildModule(policy(), ['authz/allow', 'data.authz', 'grants']),
  )
  const script = join(folder, 'use.js')
  await copyFile(join(import.meta.dirname, 'use-built-policy.js'), script)
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@sallyport/source',
    '--disallow-code-generation-from-strings',
    script,
  ])
  const { allowed, denied, grants, unknown, whole, closures } = JSON.parse(stdout)
  assert.equal(allowed, true)
  assert.deepEqual(denied, { kind: 'undefined' })
  assert.deepEqual(grants, { kind: 'defined', value: data.grants })
  assert.equal(unknown.kind, 'error')
  assert.match(unknown.error.message, /`toString` is no entrypoint of this module/)
  assert.deepEqual(whole, {
    kind: 'defined',
    value: { big: '123456789012345678901234567890', pairs: { '[1,"a"]': [1, 2] } },
  })
  assert.deepEqual(closures, { kind: 'defined', value: true })
})

test('an entrypoint at which there can be nothing is refused by name', () => {
  assert.throws(() => buildModule(policy(), ['authz/allow', 'authz/alow']), /`authz\/alow`/)
  assert.throws(() => buildModule(policy(), ['nothing']), RangeError)
})

test('a function of the host is refused by name', () => {
  const call = compile({
    modules: { 'a.rego': 'package a\nx := my.f(1)\n' },
    builtins: [
      {
        name: 'my.f',
        description: 'one',
        args: [{ name: 'x', type: { kind: 'any' } }],
        result: { name: 'y', type: { kind: 'any' } },
        evaluate: () => 1,
      },
    ],
  })
  assert.ok(call.ok, String(call))
  assert.throws(() => buildModule(call, ['a/x']), /`my.f` is a function of the host/)
})

test('no text of a policy is code in the module', () => {
  const hostile = compile({
    modules: { 'a.rego': 'package a\nx := "\\u2028`;process.exit(1)//*/"\n' },
    data: JSON.parse('{"__proto__": 1, "</script>": "\');process.exit(1)//"}'),
  })
  assert.ok(hostile.ok, String(hostile))
  const text = buildModule(hostile, ['a/x'])
  const outside = text.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  assert.doesNotMatch(outside, /process/)
})
