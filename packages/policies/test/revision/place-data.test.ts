import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toJson, type Value } from '@sallyport/rego'
import { placeData } from '../../src/revision/place-data.ts'
import { filesOf } from '../support/files-of.ts'

const place = (files: Readonly<Record<string, string | Uint8Array>>) =>
  toJson(placeData(filesOf(files)) as Value)

test('data files stand at the path of their folder, and merge where they meet', () => {
  assert.equal(
    place({
      'data.json': '{"people": {"lead": "zoë"}, "top": 1}',
      'people/data.json': '["not", "an object", "at its own place"]'.replace(/.*/, '{"size": 2}'),
      'people/teams/data.yaml': 'red: [alice]\n',
      'people/teams/data.yml': 'blue: []\n',
      'lists/data.json': '[1, 2]',
      'ignored.json': '{"no": true}',
      'people/data.json.bak': 'no',
      'authz.rego': 'package authz',
    }),
    '{"lists":[1,2],"people":{"lead":"zoë","size":2,"teams":{"blue":[],"red":["alice"]}},"top":1}',
  )
  assert.equal(place({}), '{}')
})

test('numbers keep every digit', () => {
  const digits = '{"a":123456789012345678901234567890}'
  assert.equal(place({ 'data.json': digits }), digits)
})

test('names of the prototype are names like any other', () => {
  const text = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'
  assert.equal(place({ 'data.json': text, '__proto__/data.json': '{"more":1}' }).length > 60, true)
  assert.equal(Reflect.get({}, 'polluted'), undefined)
  assert.equal(place({ '__proto__/data.json': '{"a":1}' }), '{"__proto__":{"a":1}}')
})

for (const [name, files, message] of [
  [
    'a value where another file has one',
    { 'data.json': '{"a": {"b": 1}}', 'a/data.json': '{"b": 2}' },
    /`a\/data\.json`|`data\.json` defines `data\.a\.b`/,
  ],
  ['a list at the top', { 'data.json': '[]' }, /must hold an object/],
  ['no JSON', { 'a/data.json': '{"a":' }, /`a\/data\.json` cannot be read/],
  ['no YAML', { 'data.yaml': 'a: [' }, /`data\.yaml` cannot be read/],
  ['no UTF-8', { 'data.json': Buffer.from([0x22, 0xff, 0x22]) }, /`data\.json` cannot be read/],
] as const) {
  test(`${name} is refused`, () => {
    assert.throws(() => place(files), { name: 'PoliciesRefused', message })
  })
}
