import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtinTable } from '../../src/builtins/table.ts'

test('every built-in is documented, down to its arguments', () => {
  for (const [name, builtin] of builtinTable) {
    assert.equal(builtin.name, name)
    assert.ok(builtin.description.length > 10, name)
    for (const arg of builtin.args) assert.ok(arg.name.length > 0, name)
    assert.ok(builtin.result.name.length > 0, name)
  }
})

test('no operator stands for two built-ins of the same number of arguments', () => {
  const seen = new Set<string>()
  for (const { infix, args } of builtinTable.values()) {
    if (infix === undefined) continue
    assert.ok(!seen.has(`${infix} ${args.length}`))
    seen.add(`${infix} ${args.length}`)
  }
})
