import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { type BundleKey, checkKeys } from '../../src/bundle/bundle-keys.ts'
import { checkSignature } from '../../src/bundle/check-signature.ts'
import { digestFile } from '../../src/bundle/digest-file.ts'
import { unpackBundle } from '../../src/bundle/unpack-bundle.ts'
import type { SourceFiles } from '../../src/source/source-files.ts'
import { filesOf } from '../support/files-of.ts'
import { ecKey, hmacKey, readFixture, rsaKey } from '../support/fixtures.ts'

const unpack = (name: string) => unpackBundle(readFixture(name), 1024 * 1024)
const rules = (...keys: readonly BundleKey[]) => ({ keys: checkKeys(keys) })
const refused = (message: RegExp) => ({ name: 'PoliciesRefused', message })

for (const [name, key] of [
  ['signed-RS256.tar.gz', rsaKey],
  ['signed-ES256.tar.gz', ecKey],
  ['signed-HS256.tar.gz', hmacKey],
  ['signed-as-is.tar.gz', ecKey],
] as const) {
  test(`${name} of opa holds, and no more once anything of it has changed`, async () => {
    const files = await unpack(name)
    checkSignature(files, rules(key))
    for (const path of files.keys()) {
      if (path === '.signatures.json') continue
      const changed = new Map(files).set(path, Buffer.from('{"a": 1}'))
      assert.throws(() => checkSignature(changed, rules(key)), refused(/not as it was signed/))
      const fewer = new Map([...files].filter(([other]) => other !== path))
      assert.throws(() => checkSignature(fewer, rules(key)), refused(/was signed and is missing/))
    }
    const more = new Map(files).set('more.rego', Buffer.from('package more'))
    assert.throws(() => checkSignature(more, rules(key)), refused(/`more\.rego` is not among/))
  })
}

test('blanks and the order of keys of a data file do not count, anything else of it does', async () => {
  const files = await unpack('signed-as-is.tar.gz')
  const text = String(files.get('people/data.json'))
  const change = (from: string | RegExp, to: string) => {
    const changed = text.replace(from, to)
    assert.notEqual(changed, text)
    return new Map(files).set('people/data.json', Buffer.from(changed))
  }
  checkSignature(change(/\n/g, ' \n '), rules(ecKey))
  checkSignature(change('"list": [], "object": {}', '"object": {}, "list": []'), rules(ecKey))
  for (const [from, to] of [
    ['1.0', '1'],
    ['-0', '0'],
    ['"alice"', '"malice"'],
    ['["alice",', '['],
    ['"polluted": true', '"polluted": false'],
  ] as const) {
    assert.throws(() => checkSignature(change(from, to), rules(ecKey)), refused(/people\/data/), to)
  }
})

test('with a key an unsigned bundle is refused, without one a signed one is', async () => {
  const [unsigned, signed] = [await unpack('unsigned.tar.gz'), await unpack('signed-RS256.tar.gz')]
  checkSignature(unsigned, undefined)
  assert.throws(() => checkSignature(unsigned, rules(rsaKey)), refused(/not signed, and must be/))
  checkSignature(signed, rules(rsaKey))
  assert.throws(() => checkSignature(signed, undefined), refused(/no key to check that with/))
})

test('another key, and another algorithm of the right key, are refused', async () => {
  const files = await unpack('signed-RS256.tar.gz')
  const otherRsa: BundleKey = { ...rsaKey, algorithm: 'RS512' }
  assert.throws(() => checkSignature(files, rules(ecKey)), refused(/of the algorithm of the key/))
  assert.throws(() => checkSignature(files, rules(otherRsa)), refused(/of the algorithm/))
  const hmac = await unpack('signed-HS256.tar.gz')
  const other = { ...hmacKey, key: 'another-shared-secret-of-32-chars' }
  assert.throws(() => checkSignature(hmac, rules(other)), refused(/not that of the key `default`/))
})

test('of several keys the one that the signature names counts', async () => {
  const files = await unpack('signed-RS256.tar.gz')
  checkSignature(files, rules({ ...ecKey, keyId: 'other' }, rsaKey))
  const named = rules({ ...rsaKey, keyId: 'rsa' }, { ...ecKey, keyId: 'ec' })
  assert.throws(() => checkSignature(files, named), refused(/names no key/))
  // `opa sign` without a key id names none.
  const silent = await unpack('signed-as-is.tar.gz')
  assert.throws(() => checkSignature(silent, rules(rsaKey, { ...ecKey, keyId: 'ec' })), /no key/)
})

/** A bundle signed here, with whatever a test wants to be wrong. */
function sign(
  change: {
    readonly header?: object
    readonly payload?: object
    readonly signatures?: (jws: string) => unknown
    readonly files?: SourceFiles
  } = {},
): SourceFiles {
  const files = change.files ?? filesOf({ 'a.rego': 'package a', 'data.json': '{}' })
  const listed = [...files].map(([name, content]) => ({
    name,
    algorithm: 'SHA-256',
    hash: digestFile(name, content, 'SHA-256'),
  }))
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const header = encode({ alg: 'HS256', ...change.header })
  const signed = `${header}.${encode({ files: listed, ...change.payload })}`
  const jws = `${signed}.${createHmac('sha256', String(hmacKey.key)).update(signed).digest('base64url')}`
  const { signatures = (one: string) => ({ signatures: [one] }) } = change
  return new Map(files).set('.signatures.json', Buffer.from(JSON.stringify(signatures(jws))))
}

test('a scope must be the one that is expected, and none where none is', () => {
  const check = (files: SourceFiles, scope?: string) =>
    checkSignature(files, { ...rules(hmacKey), ...(scope === undefined ? {} : { scope }) })
  check(sign())
  check(sign({ payload: { scope: 'write' } }), 'write')
  assert.throws(() => check(sign({ payload: { scope: 'write' } })), refused(/another scope/))
  assert.throws(() => check(sign({ payload: { scope: 'read' } }), 'write'), /another scope/)
  assert.throws(() => check(sign(), 'write'), /another scope/)
})

const hash = 'a'.repeat(64)
const wrong: readonly (readonly [string, SourceFiles, RegExp])[] = [
  ['no algorithm', sign({ header: { alg: 'none' } }), /of the algorithm/],
  ['a critical header', sign({ header: { crit: ['exp'] } }), /crit/],
  ['two signatures', sign({ signatures: (jws) => ({ signatures: [jws, jws] }) }), /exactly one/],
  ['no signature', sign({ signatures: () => ({ signatures: [] }) }), /exactly one/],
  ['a list', sign({ signatures: (jws) => [jws] }), /exactly one/],
  [
    'a plugin',
    sign({ signatures: (jws) => ({ signatures: [jws], plugin: 'mine' }) }),
    /names a plugin/,
  ],
  [
    'a signature that is cut',
    sign({ signatures: (jws) => ({ signatures: [jws.slice(0, -2)] }) }),
    /not that of the key|cannot be read/,
  ],
  [
    'a payload without its signature',
    sign({ signatures: (jws) => ({ signatures: [jws.replace(/[^.]*$/, '')] }) }),
    /not that of the key/,
  ],
  ['two parts', sign({ signatures: () => ({ signatures: ['e30.e30'] }) }), /cannot be read/],
  ['no files', sign({ payload: { files: undefined } }), /lists no files/],
  ['a file that is no object', sign({ payload: { files: [1] } }), /cannot be read/],
  ['a file that is null', sign({ payload: { files: [null] } }), /cannot be read/],
  [
    'a file twice',
    sign({ payload: { files: [1, 2].map(() => ({ name: 'a.rego', hash })) } }),
    /cannot be read/,
  ],
  [
    'a weak digest',
    sign({ payload: { files: [{ name: 'a.rego', hash, algorithm: 'MD5' }] } }),
    /none of SHA-224, SHA-256/,
  ],
]

for (const [name, files, message] of wrong) {
  test(`a signature with ${name} is refused`, () => {
    checkSignature(sign(), rules(hmacKey))
    assert.throws(() => checkSignature(files, rules(hmacKey)), refused(message))
  })
}

test('a data file that cannot be read, or is nested without end, is refused', () => {
  for (const text of ['{', `${'['.repeat(100_000)}${']'.repeat(100_000)}`]) {
    const files = sign()
    const changed = new Map(files).set('data.json', Buffer.from(text))
    assert.throws(() => checkSignature(changed, rules(hmacKey)), refused(/data\.json|deeply/))
  }
})

test('every digest of SHA-2 is known', () => {
  const content = Buffer.from('package a')
  for (const [algorithm, digits] of [
    ['SHA-224', 56],
    ['SHA-256', 64],
    ['SHA-384', 96],
    ['SHA-512', 128],
    ['SHA-512-224', 56],
    ['SHA-512-256', 64],
  ] as const) {
    assert.equal(digestFile('a.rego', content, algorithm).length, digits)
  }
  for (const algorithm of ['MD5', 'SHA-1', 'sha256', '', undefined, '__proto__']) {
    assert.throws(() => digestFile('a.rego', content, algorithm), refused(/none of/))
  }
})
