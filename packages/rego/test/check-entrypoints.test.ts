import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../src/compile.ts'

const modules = {
  'a.rego': `package a.b

allow if input.x == 1

names contains "x"

twice(x) := x * 2

table[key] := 1 if some key in ["y"]
`,
}
const build = (...entrypoints: readonly string[]) =>
  compile({ modules, data: { roles: { admin: [] } }, entrypoints })

for (const path of [
  'a/b/allow',
  'a.b.allow',
  'data.a.b.allow',
  '/a/b/names',
  'a/b',
  'a',
  'a/b/table/y',
  'roles/admin',
]) {
  test(`there may be something at \`${path}\``, () => {
    assert.ok(build(path).ok)
  })
}

for (const path of ['a/b/allows', 'a/b/twice', 'b', 'roles/user', 'roles/admin/0', '__proto__']) {
  test(`there can never be anything at \`${path}\``, () => {
    const built = build('a/b/allow', path)
    assert.ok(!built.ok)
    assert.match(String(built), /rego_compile_error: nothing is at the entry point/)
    assert.ok(String(built).includes(path))
  })
}

test('a module may be of another syntax than the others', () => {
  const old = { ...modules, 'old.rego': 'package old\n\nallow { input.x == 1 }\n' }
  assert.equal(compile({ modules: old }).ok, false)
  const built = compile({ modules: old, regoVersions: new Map([['old.rego', 'v0']]) })
  assert.ok(built.ok)
  assert.deepEqual(built.evaluate('old/allow', { x: 1 }), { kind: 'defined', value: true })
})
