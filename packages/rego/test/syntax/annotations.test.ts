import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseModule } from '../../src/syntax/parse-module.ts'
import { moduleOf } from './reading.ts'

describe('a METADATA block', () => {
  test('is attached to the rule below it and kept on the module', () => {
    const { annotations, rules } = moduleOf(`package a

# METADATA
# title: My rule
# authors:
# - Jane Doe <jane@example.com>
# - name: Joe
# related_resources:
# - https://example.com
# - ref: https://example.org
#   description: more
# organizations: [Acme, 3]
# custom:
#   level: 12345678901234567890
#   __proto__: {x: 1}
p := 1

p := 2 if input.x
`)
    assert.equal(annotations.length, 1)
    assert.equal(rules[1]?.annotations.length, 0)
    const [found] = rules[0]?.annotations ?? []
    assert.equal(found?.scope, 'rule')
    assert.equal(found?.title, 'My rule')
    assert.deepEqual(found?.authors, [
      { name: 'Jane Doe', email: 'jane@example.com' },
      { name: 'Joe' },
    ])
    assert.deepEqual(found?.related_resources, [
      { ref: 'https://example.com' },
      { ref: 'https://example.org', description: 'more' },
    ])
    assert.deepEqual(found?.organizations, ['Acme', '3'])
    assert.equal(found?.custom?.level, 12345678901234567890n)
    assert.deepEqual(Object.keys(found?.custom ?? {}), ['level', '__proto__'])
    assert.equal(Object.getPrototypeOf(found?.custom), Object.prototype)
    assert.equal(found?.location.row, 3)
  })

  test('of scope document belongs to every rule of the name', () => {
    const { rules } = moduleOf(`# METADATA
# title: whole
package a

# METADATA
# entrypoint: true
p := 1

# METADATA
# title: second
p := 2 if input.x

q := 3`)
    assert.deepEqual(
      rules.map((rule) => rule.annotations.map(({ scope }) => scope)),
      [['document'], ['document', 'rule'], []],
    )
  })

  for (const [name, block, message] of [
    ['empty', '#', 'expected METADATA block, found whitespace'],
    [
      'of an unknown scope',
      '# scope: there',
      "invalid annotation scope 'there'. Use one of 'rule', 'document', 'package', or 'subpackages'",
    ],
    [
      'of scope package above a rule',
      '# scope: package',
      "annotation scope 'package' must be applied to package (have rule)",
    ],
    [
      'with an entry point of scope rule',
      '# scope: rule\n# entrypoint: true',
      "annotation entrypoint applied to non-document or package scope 'rule'",
    ],
    [
      'with a field of another type',
      '# title: {a: 1}',
      'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!map into string',
    ],
    [
      'with an author without name',
      '# authors: [{phone: 1}]',
      "invalid author definition map[phone:1]: 'name' and/or 'email' values required in object",
    ],
    ['with a schema of nowhere', '# schemas: [{input: foo}]', 'invalid schema reference'],
    [
      'without a space after the colon',
      '# title:a',
      "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `title:a` into ast.rawAnnotation\n  Hint: on line 4, symbol(s) ['a'] immediately following a key/value separator ':' is not a legal yaml space character",
    ],
  ] as const) {
    test(`is refused where it is ${name}`, () => {
      const source = `package a\n\n# METADATA\n${block}\np := 1\n`
      const parsed = parseModule({ name: 'a.rego', source, version: 'v1' })
      assert.deepEqual('diagnostics' in parsed && parsed.diagnostics.map((each) => each.message), [
        message,
      ])
    })
  }
})
