import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf, evaluateWith, LimitReached, testCall } from './call-builtin.ts'

test('regex.match and re_match find a pattern anywhere in a string', () => {
  for (const name of ['regex.match', 're_match']) {
    assert.equal(callBuiltin(name, '[a-z]+\\.com', 'x.example.com'), true)
    assert.equal(callBuiltin(name, '^[a-z]+\\.com$', 'x.example.com'), false)
    assert.equal(errorOf(name, '[a', 'x'), 'error parsing regexp: missing closing ]: `[a`')
    assert.equal(errorOf(name, 1, 'x'), 'operand 1 must be string but got number')
    assert.equal(errorOf(name, 'x', 1), 'operand 2 must be string but got number')
  }
})

test('regex.is_valid takes any value', () => {
  assert.equal(callBuiltin('regex.is_valid', '(?P<n>a)\\z'), true)
  assert.equal(callBuiltin('regex.is_valid', '(?=a)'), false)
  assert.equal(callBuiltin('regex.is_valid', 1), false)
})

test('regex.find_n gives as many texts as asked for', () => {
  assert.deepEqual(callBuiltin('regex.find_n', 'a.', 'ab ac ad', 2), ['ab', 'ac'])
  assert.deepEqual(callBuiltin('regex.find_n', 'a.', 'ab ac ad', -1), ['ab', 'ac', 'ad'])
  assert.deepEqual(callBuiltin('regex.find_n', 'a.', 'ab ac ad', 0), [])
  assert.deepEqual(callBuiltin('regex.find_n', 'x', 'ab', -1), [])
  assert.equal(
    errorOf('regex.find_n', 'x', 'ab', 0.5),
    'operand 3 must be integer number but got floating-point number',
  )
})

test('regex.find_all_string_submatch_n gives the groups too, empty where they took no part', () => {
  assert.deepEqual(callBuiltin('regex.find_all_string_submatch_n', 'a(x*)b(y)?', '-axxb-ab-', -1), [
    ['axxb', 'xx', ''],
    ['ab', '', ''],
  ])
  assert.deepEqual(callBuiltin('regex.find_all_string_submatch_n', '(a)', 'aa', 1), [['a', 'a']])
})

test('regex.replace expands groups, by number and by name', () => {
  const replaced = (...args: string[]) => callBuiltin('regex.replace', ...args)
  assert.equal(replaced('foo', '^[a-z]', 'F'), 'Foo')
  assert.equal(replaced('-ab-axxb-', 'a(x*)b', '${1}W'), '-W-xxW-')
  assert.equal(replaced('-ab-axxb-', 'a(x*)b', '$1W'), '---')
  assert.equal(replaced('x@y', '(?P<user>.*)@(?P<host>.*)', '$host at $$user'), 'y at $user')
  assert.equal(replaced('abc', 'x*', '-'), '-a-b-c-')
  assert.equal(
    errorOf('regex.replace', 'a', '(', 'b'),
    'error parsing regexp: missing closing ): `(`',
  )
})

test('regex.replace cannot fill the memory', () => {
  assert.throws(
    () =>
      evaluateWith(testCall(10_000), 'regex.replace', 'a'.repeat(5_000), 'a', 'b'.repeat(5_000)),
    LimitReached,
  )
})

test('regex.split gives what is between the matches', () => {
  assert.deepEqual(callBuiltin('regex.split', '/', 'foo/bar/'), ['foo', 'bar', ''])
  assert.deepEqual(callBuiltin('regex.split', 'z*', 'pizza'), ['p', 'i', 'a'])
  assert.deepEqual(callBuiltin('regex.split', '', 'añ😀'), ['a', 'ñ', '😀'])
  assert.deepEqual(callBuiltin('regex.split', 'a', ''), [''])
  assert.deepEqual(callBuiltin('regex.split', '', ''), [])
})

test('regex.template_match has regular expressions between delimiters alone', () => {
  const matches = (...args: string[]) => callBuiltin('regex.template_match', ...args)
  assert.equal(matches('urn:foo:{.*}', 'urn:foo:bar:baz', '{', '}'), true)
  assert.equal(matches('urn.foo:{[a-z]{2}}', 'urn.foo:ab', '{', '}'), true)
  assert.equal(matches('urn.foo:<[a-z]>', 'urn-foo:a', '<', '>'), false)
  assert.equal(matches('urn.foo:<[a-z]>', 'urn.foo:ab', '<', '>'), false)
  const error = (...args: string[]) => errorOf('regex.template_match', ...args)
  assert.equal(error('a<b', 'a', '<', '>'), 'unbalanced braces in "a<b"')
  assert.equal(error('a>b', 'a', '<', '>'), 'unbalanced braces in "a>b"')
  assert.equal(error('a<[>', 'a', '<', '>'), 'error parsing regexp: missing closing ]: `[$`')
  assert.equal(
    error('a', 'a', '<<', '>'),
    'start delimiter has to be exactly one character long but is 2 long',
  )
  assert.equal(
    error('a', 'a', '<', '>>'),
    'end delimiter has to be exactly one character long but is 1 long',
  )
})

test('regex.globs_match asks whether two expressions have a text in common', () => {
  const common = (a: string, b: string) => callBuiltin('regex.globs_match', a, b)
  assert.equal(common('a.a.', '.b.b'), true)
  assert.equal(common('[a-z]+', '[0-9]*'), false)
  assert.equal(common('a.*b', 'axxb'), true)
  assert.equal(common('\\*a', '.a'), true)
  assert.equal(common('a*c', 'b*c'), false)
  assert.equal(common('ab', 'abc'), false)
  const error = (a: string) => errorOf('regex.globs_match', a, 'a')
  const invalid = 'the input provided is invalid'
  assert.equal(error('*'), `input:*, pos:1, flag '*' must be preceded by a non-flag: ${invalid}`)
  assert.equal(error('[a'), `input:[a, pos:2, found [ without matching ]: ${invalid}`)
  assert.equal(error('a]'), `input:a], pos:2, set-close ']' with no preceding '[': ${invalid}`)
  assert.equal(
    error('[b-a]'),
    `input:[b-a], pos:4, range is out of order: 'a' comes before 'b' in Unicode: ${invalid}`,
  )
  assert.equal(
    error('a\\'),
    `input:a\\, pos:1, input ends with a \\ (escape) character: ${invalid}`,
  )
})

test('regex.globs_match takes time in proportion to both lengths, whatever the repetitions', () => {
  const a = 'a*.*'.repeat(100)
  assert.equal(callBuiltin('regex.globs_match', `${a}b`, `${'.*a*'.repeat(100)}c`), false)
  assert.throws(
    () => evaluateWith(testCall(1_000), 'regex.globs_match', a, '.*a*'.repeat(100)),
    LimitReached,
  )
})
