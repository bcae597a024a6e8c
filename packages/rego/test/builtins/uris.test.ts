import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { callBuiltin, errorOf } from './call-builtin.ts'

test('uri.parse gives the parts that a URI has', () => {
  assert.deepEqual(
    callBuiltin('uri.parse', 'HTTPS://ann:pw@Example.com:8443/a%2Fb/c?q=1&r#top%20x'),
    {
      scheme: 'https',
      hostname: 'Example.com',
      port: '8443',
      path: '/a/b/c',
      raw_path: '/a%2Fb/c',
      raw_query: 'q=1&r',
      fragment: 'top x',
    },
  )
  assert.deepEqual(callBuiltin('uri.parse', 'a/b'), { path: 'a/b', raw_path: 'a/b' })
  assert.deepEqual(callBuiltin('uri.parse', 'mailto:a@b'), { scheme: 'mailto' })
  assert.deepEqual(callBuiltin('uri.parse', '//[fe80::1%25eth0]:1'), {
    hostname: 'fe80::1%eth0',
    port: '1',
  })
  assert.deepEqual(callBuiltin('uri.parse', 'postgres://a:1,b:2/db'), {
    scheme: 'postgres',
    hostname: 'a:1,b',
    port: '2',
    path: '/db',
    raw_path: '/db',
  })
  assert.deepEqual(callBuiltin('uri.parse', ''), {})
})

test('uri.parse says what is wrong in the words of Go', () => {
  const facts: readonly [string, string][] = [
    [':a', 'parse ":a": missing protocol scheme'],
    ['a:b/c'.slice(1), 'parse ":b/c": missing protocol scheme'],
    ['1:b', 'parse "1:b": first path segment in URL cannot contain colon'],
    ['http://a b/', 'parse "http://a b/": invalid character " " in host name'],
    ['http://a:x', 'parse "http://a:x": invalid port ":x" after host'],
    ['http://[::1', `parse "http://[::1": missing ']' in host`],
    ['http://a[::1]', 'parse "http://a[::1]": invalid IP-literal'],
    ['http://[1.2.3.4]', 'parse "http://[1.2.3.4]": invalid IP-literal'],
    [
      'http://[:::]',
      'parse "http://[:::]": invalid host: ParseAddr(":::"): each colon-separated field must have at least one digit (at ":")',
    ],
    [
      'http://[::1::]',
      'parse "http://[::1::]": invalid host: ParseAddr("::1::"): multiple :: in address (at ":")',
    ],
    [
      'http://[::256.1.1.1]',
      'parse "http://[::256.1.1.1]": invalid host: ParseAddr("::256.1.1.1"): IPv4 field has value >255',
    ],
    ['http://a%41/', 'parse "http://a%41/": invalid URL escape "%41"'],
    ['http://a<b@c/', 'parse "http://a<b@c/": net/url: invalid userinfo'],
    ['/a%zz#x', 'parse "/a%zz": invalid URL escape "%zz"'],
    ['/a#%zz', 'parse "/a#%zz": invalid URL escape "%zz"'],
    ['/a\n', 'parse "/a\\n": net/url: invalid control character in URL'],
  ]
  for (const [given, error] of facts) assert.equal(errorOf('uri.parse', given), error, given)
  assert.equal(errorOf('uri.parse', 1), 'operand 1 must be string but got number')
})

test('uri.is_valid agrees with uri.parse but for the empty text', () => {
  assert.equal(callBuiltin('uri.is_valid', 'http://a/'), true)
  assert.equal(callBuiltin('uri.is_valid', ''), false)
  assert.equal(callBuiltin('uri.is_valid', 1), false)
  const texts = fc.string({ unit: fc.constantFrom(...'ab:/?#@[]%25.1 é') })
  fc.assert(
    fc.property(texts, (given) => {
      const expected = given !== '' && errorOf('uri.parse', given) === undefined
      assert.equal(callBuiltin('uri.is_valid', given), expected)
    }),
  )
})
