import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Value } from '../../src/values/value.ts'
import { callBuiltin, errorOf, evaluateWith, LimitReached, set, testCall } from './call-builtin.ts'

/** What does not fit: `field: description` for each. */
function mismatches(document: Value, schema: Value): string[] {
  const [matches, errors] = callBuiltin('json.match_schema', [document], {
    items: schema,
  }) as [boolean, { error: string }[]]
  assert.equal(matches, errors.length === 0)
  return errors.map(({ error }) => error)
}

function verdict(schema: Value): Value {
  const [valid, error] = callBuiltin('json.verify_schema', schema) as [boolean, Value]
  assert.equal(valid, error === null)
  return error
}

test('json.match_schema lists what does not match, with its place and kind', () => {
  const schema = {
    properties: { id: { type: 'integer' }, tags: { items: { type: 'string' } } },
    required: ['id', 'name'],
  }
  assert.deepEqual(callBuiltin('json.match_schema', { id: 1, name: 'x', tags: set('a') }, schema), [
    true,
    [],
  ])
  assert.deepEqual(callBuiltin('json.match_schema', '{"id": "x", "tags": ["a", 2]}', schema), [
    false,
    [
      {
        type: 'required',
        field: '(Root)',
        desc: 'name is required',
        error: '(Root): name is required',
      },
      {
        type: 'invalid_type',
        field: 'id',
        desc: 'Invalid type. Expected: integer, given: string',
        error: 'id: Invalid type. Expected: integer, given: string',
      },
      {
        type: 'invalid_type',
        field: 'tags.1',
        desc: 'Invalid type. Expected: string, given: integer',
        error: 'tags.1: Invalid type. Expected: string, given: integer',
      },
    ],
  ])
})

test('each keyword accepts what fits and says what does not', () => {
  const facts: readonly [Value, Value, Value, string][] = [
    [
      { type: ['string', 'null'] },
      null,
      1.5,
      'Invalid type. Expected: [string,null], given: number',
    ],
    [{ type: 'number' }, 1, 'x', 'Invalid type. Expected: number, given: string'],
    [{ multipleOf: 0.1 }, 0.3, 0.25, 'Must be a multiple of 0.1'],
    [{ minimum: 1000000 }, 1000000, 1, 'Must be greater than or equal to 1e+06'],
    [{ minimum: 1, exclusiveMinimum: true }, 1.5, 1, 'Must be greater than 1'],
    [
      { maximum: 2n ** 64n },
      1,
      2n ** 64n + 1n,
      'Must be less than or equal to 1.8446744073709551616e+19',
    ],
    [{ exclusiveMaximum: 2 }, 1, 2, 'Must be less than 2'],
    [{ minLength: 2 }, '😀😀', '😀', 'String length must be greater than or equal to 2'],
    [{ maxLength: 1 }, '😀', 'ab', 'String length must be less than or equal to 1'],
    [{ pattern: '^a+$' }, 'aa', 'ab', "Does not match pattern '^a+$'"],
    [{ minProperties: 1 }, { a: 1 }, {}, 'Must have at least 1 properties'],
    [{ maxProperties: 0 }, {}, { a: 1 }, 'Must have at most 0 properties'],
    [{ minItems: 1 }, [1], [], 'Array must have at least 1 items'],
    [{ maxItems: 1 }, [1], [1, 2], 'Array must have at most 1 items'],
    [{ uniqueItems: true }, [1, '1'], [1, 2, 1], 'array items[0,2] must be unique'],
    [{ contains: { const: 1 } }, [2, 1], [], 'At least one of the items must match'],
    [{ items: [{}], additionalItems: false }, [1], [1, 2], 'No additional items allowed on array'],
    [
      { additionalProperties: false, patternProperties: { '^x': {} } },
      { xa: 1 },
      { b: 1 },
      'Additional property b is not allowed',
    ],
    [{ dependencies: { a: ['b'] } }, { b: 1 }, { a: 1 }, 'Has a dependency on b'],
    [{ const: { a: [1] } }, { a: [1] }, { a: [2] }, '0 does not match: {"a":[1]}'],
    [{ enum: [1, 'x'] }, 'x', 'y', '0 must be one of the following: 1, "x"'],
    [{ not: { type: 'string' } }, 1, 'x', 'Must not validate the schema (not)'],
    [false, 1, 1, 'False always fails validation'],
  ]
  for (const [schema, good, bad, error] of facts) {
    if (schema !== false) assert.deepEqual(mismatches(good, schema), [], error)
    assert.deepEqual(mismatches(bad, schema), [`0: ${error}`])
  }
})

test('schemas that combine others report the one that fits best', () => {
  const either = [{ type: 'string' }, { type: 'object', required: ['a'] }]
  assert.deepEqual(mismatches({ a: 1 }, { anyOf: either }), [])
  assert.deepEqual(mismatches({}, { anyOf: either }), [
    '0: Must validate at least one schema (anyOf)',
    '0: a is required',
  ])
  assert.deepEqual(mismatches(1, { oneOf: [{ minimum: 0 }, { maximum: 2 }] }), [
    '0: Must validate one and only one schema (oneOf)',
  ])
  assert.deepEqual(mismatches(1, { allOf: [{ minimum: 2 }] }), [
    '0: Must be greater than or equal to 2',
    '0: Must validate all the schemas (allOf)',
  ])
  const condition = JSON.parse(
    '{"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"minimum": 1}}',
  ) as Value
  assert.deepEqual(mismatches('x', condition), [])
  assert.deepEqual(mismatches('', condition), [
    '0: Must validate "then" as "if" was valid',
    '0: String length must be greater than or equal to 1',
  ])
  assert.deepEqual(mismatches(0, condition), [
    '0: Must validate "else" as "if" was not valid',
    '0: Must be greater than or equal to 1',
  ])
  assert.deepEqual(mismatches({ ab: 1 }, { propertyNames: { maxLength: 1 } }), [
    '0: Property name of "ab" does not match',
    '0: String length must be less than or equal to 1',
  ])
})

test('formats accept what has them and refuse what has not', () => {
  const facts: readonly [string, readonly string[], readonly string[]][] = [
    ['date', ['2024-02-29'], ['2023-02-29', '2024-13-01', '2024-2-1']],
    ['time', ['12:30:11', '1:30:11.5Z', '12:30:11+02:00'], ['24:00:00', '12:60:00', '12:30']],
    [
      'date-time',
      ['2024-02-29T12:30:11Z', '2024-02-29'],
      ['2024-02-29T12:30:11', '2024-02-30T12:30:11Z'],
    ],
    ['hostname', ['a.b-c.d', 'x'], ['-a', 'a..b', 'a_b', 'a.'.repeat(200)]],
    [
      'email',
      ['ann@example.com', 'Ann B <ann@[::1]>', '"a b"@c'],
      ['ann', 'a@b@c', '<a@b', 'a b@c'],
    ],
    ['ipv4', ['1.2.3.4'], ['1.2.3', '01.2.3.4', '::1', '256.1.1.1']],
    ['ipv6', ['::1', '::ffff:1.2.3.4'], ['1.2.3.4', '::1%eth0', ':::']],
    ['uri', ['http://a/b'], ['/a/b', 'a\\b', 'http://[']],
    ['uri-reference', ['/a/b', ''], ['a\\b', '%zz']],
    ['uri-template', ['/a/{b}/{c}'], ['/a/{b']],
    ['uuid', ['01234567-89ab-CDEF-0123-456789abcdef'], ['01234567']],
    ['regex', ['^a+$', ''], ['(']],
    ['json-pointer', ['', '/a/~1b'], ['a', '/~2']],
    ['relative-json-pointer', ['0', '1/a', '2#'], ['01', '/a']],
    ['unheard-of', ['anything'], []],
  ]
  for (const [format, good, bad] of facts) {
    for (const text of good) assert.deepEqual(mismatches(text, { format }), [], `${format} ${text}`)
    for (const text of bad)
      assert.deepEqual(mismatches(text, { format }), [`0: Does not match format '${format}'`])
  }
})

test('references lead to definitions, to named schemas and back to the root', () => {
  const tree = {
    type: 'object',
    properties: { children: { items: { $ref: '#' } }, id: { $ref: '#/definitions/id' } },
    definitions: { id: { type: 'integer' } },
  }
  assert.deepEqual(callBuiltin('json.match_schema', { id: 1, children: [{ id: 2 }] }, tree), [
    true,
    [],
  ])
  const [, errors] = callBuiltin('json.match_schema', { children: [{ id: 'x' }] }, tree) as [
    boolean,
    { field: string }[],
  ]
  assert.deepEqual(
    errors.map(({ field }) => field),
    ['children.0.id'],
  )
  const named = {
    $id: 'http://example.com/root.json',
    definitions: { a: { $id: 'a.json', type: 'string' }, b: { $id: '#b', type: 'null' } },
    items: [{ $ref: 'a.json' }, { $ref: '#b' }],
  }
  assert.deepEqual(callBuiltin('json.match_schema', ['x', null], named), [true, []])
})

test('json.verify_schema says what is wrong with a schema', () => {
  const facts: readonly [Value, Value][] = [
    [{ type: 'boolean' }, null],
    ['{"type": "boolean"}', null],
    ['true', null],
    ['{', 'invalid JSON string'],
    [1, 'wrong type, expected string or object'],
    [[], 'schema is invalid'],
    [
      { type: 'x' },
      'has a primitive type that is NOT VALID -- given: /x/ Expected valid values are:[array boolean integer number null object string]',
    ],
    [{ type: ['null', 'null'] }, 'null type is duplicated'],
    [{ type: 1 }, 'Invalid type. Expected: type, given: string/Array Of Strings'],
    [{ title: 1 }, 'Invalid type. Expected: string, given: title'],
    [{ required: ['a', 'a'] }, 'required items must be unique'],
    [{ enum: [1, 1] }, 'enum items must be unique'],
    [{ enum: {} }, 'enum must be of an array'],
    [{ multipleOf: 0 }, 'multipleOf must be strictly greater than 0'],
    [{ exclusiveMinimum: true }, 'exclusiveMinimum cannot be used without minimum'],
    [{ minLength: -1 }, 'minLength must be greater than or equal to 0'],
    [{ minLength: 2, maxLength: 1 }, 'minLength cannot be greater than maxLength'],
    [{ maxItems: 1.5 }, 'maxItems must be of an integer'],
    [{ uniqueItems: 1 }, 'uniqueItems must be of a boolean'],
    [{ pattern: '(?!a)' }, 'pattern must be a valid regex'],
    [{ patternProperties: { '(': {} } }, "Invalid regex pattern '('"],
    [{ properties: [] }, 'Properties must be of type object'],
    [{ properties: { a: 1 } }, 'Expected: Valid Schema, given: Invalid JSON'],
    [{ dependencies: { a: [1] } }, 'Dependency must be of type Schema Or Array Of Strings'],
    [{ not: 1 }, 'not must be of an object'],
    [{ $ref: '#/definitions/a' }, "Object has no key 'definitions'"],
    [{ $ref: 'other.json' }, 'Reference /other.json must be canonical'],
    [{ $ref: 'http://example.com/x' }, 'remote reference loading disabled: http://example.com/x'],
    [{ $schema: 1 }, '$schema must be of type string'],
    [
      { $schema: 'http://json-schema.org/draft-04/schema#', not: true },
      'Expected: Valid Schema, given: Invalid JSON',
    ],
  ]
  for (const [schema, error] of facts) {
    assert.equal(verdict(schema), error === null ? null : `jsonschema: ${String(error)}`)
  }
})

test('json.match_schema cannot work without a schema or a document', () => {
  assert.equal(errorOf('json.match_schema', '{', {}), 'invalid JSON string')
  assert.equal(errorOf('json.match_schema', {}, { required: {} }), 'required must be of an array')
  assert.equal(errorOf('json.match_schema', 1, {}), 'wrong type, expected string or object')
})

test('attack: schemas that lead to themselves end in an error', () => {
  for (const schema of [
    { $ref: '#' },
    { allOf: [{ $ref: '#' }] },
    { not: { anyOf: [{ $ref: '#' }] } },
  ]) {
    assert.match(errorOf('json.match_schema', {}, schema) ?? '', /too deeply/)
  }
})

test('attack: references that double at each step reach the limit', () => {
  const definitions: { [name: string]: Value } = { d40: {} }
  for (let i = 0; i < 40; i++) {
    const next = { $ref: `#/definitions/d${i + 1}` }
    definitions[`d${i}`] = { allOf: [next, next] }
  }
  const schema = { definitions, allOf: [{ $ref: '#/definitions/d0' }] }
  assert.throws(
    () => evaluateWith(testCall(100_000), 'json.match_schema', {}, schema),
    LimitReached,
  )
})

test('attack: a pattern that backtracks elsewhere takes linear time', () => {
  assert.equal(mismatches(`${'a'.repeat(20_000)}!`, { pattern: '^(a+)+$' }).length, 1)
})

test('attack: properties named like those of prototypes are properties like any other', () => {
  assert.deepEqual(mismatches({}, { required: ['constructor', '__proto__'] }).length, 2)
  assert.deepEqual(mismatches({}, { properties: { toString: false } }), [])
})
