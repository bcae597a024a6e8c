import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import { folderFor } from '../../support/command-line.ts'
import { accepted, canary, refusals } from '../../support/configurations.ts'

const publicKey = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE+GrjRkUiacJjcU9Chzy4yOqE6Rj0
WflndNm/j8nfJMUqFU1ZIK9LTi9XjmJGFlLCo3o1Ogvxl0WxXz3yAL5K2w==
-----END PUBLIC KEY-----
`

async function folderWithKey(t: TestContext): Promise<string> {
  const folder = await folderFor(t)
  await writeFile(join(folder, 'key.pem'), publicKey)
  return folder
}

test('policies are a path, absolute or from the folder of the configuration; there may be none', () => {
  assert.equal(accepted({}).policies, undefined)
  assert.deepEqual(accepted({ policies: './policy' }).policies, { path: '/etc/sallyport/policy' })
  assert.deepEqual(accepted({ policies: { path: '/policy.tar.gz' } }).policies, {
    path: '/policy.tar.gz',
  })
  assert.match(refusals({ policies: '' }).join(), /^`policies` is empty/)
  assert.match(refusals({ policies: 1 }).join(), /^`policies` must be an object/)
  assert.match(refusals({ policies: {} }).join(), /^`policies.path` is required: a folder/)
})

test('what must hold of them is handed on', () => {
  const policies = { path: '/p', entrypoints: ['a/b'], regoVersion: 'v0', strict: true }
  assert.deepEqual(accepted({ policies }).policies, policies)
  for (const [change, message] of [
    [{ entrypoints: [] }, /^`policies.entrypoints` is an empty list/],
    [{ entrypoints: 'a/b' }, /^`policies.entrypoints` must be a list/],
    [{ regoVersion: 'v2' }, /^`policies.regoVersion` must be `v0` or `v1`, not `v2`/],
    [{ strict: 'yes' }, /^`policies.strict` must be `true` or `false`/],
    [{ signatureScope: 'a' }, /^`policies.signatureScope` says nothing without `signedBy`/],
    [{ entrypoint: ['a/b'] }, /^`policies.entrypoint` is not a known key; did you mean/],
  ] as const) {
    assert.match(refusals({ policies: { ...policies, ...change } }).join(), message)
  }
})

test('bundles are signed by the key in a file, or under a shared secret', async (t) => {
  const folder = await folderWithKey(t)
  const read = (...signedBy: readonly object[]) =>
    accepted({ policies: { path: '/p', signedBy } }, { folder }).policies?.signedBy
  assert.deepEqual(read({ algorithm: 'ES256', file: './key.pem' }), [
    { algorithm: 'ES256', key: publicKey },
  ])
  const [key] = read({ keyId: 'k', algorithm: 'HS256', secret: canary }) ?? []
  assert.ok(key?.key instanceof Secret)
  assert.equal(key.key.reveal(), canary)
  assert.equal(key.keyId, 'k')
})

test('keys that cannot be used are refused, and none is shown', async (t) => {
  const folder = await folderWithKey(t)
  const file = './key.pem'
  for (const [key, message] of [
    [{}, /`policies.signedBy\[0\].algorithm` is required/],
    [{ algorithm: 'none', file }, /algorithm` must be `RS256` or/],
    [{ algorithm: 'ES256' }, /file` is required: a PEM file/],
    [{ algorithm: 'ES256', secret: canary }, /secret` is not for ES256: give `file`/],
    [{ algorithm: 'HS256', file }, /file` is not for HS256: give `secret`/],
    [{ algorithm: 'ES256', file: './none.pem' }, /names a file that cannot be read/],
    [{ algorithm: 'RS256', file }, /signedBy` cannot be used: .*must be an RSA key/],
    [{ algorithm: 'HS256', secret: 'canary' }, /signedBy` cannot be used: .*too short/],
  ] as const) {
    const messages = refusals({ policies: { path: '/p', signedBy: [key] } }, { folder })
    assert.match(messages.join(), message)
  }
  assert.match(refusals({ policies: { path: '/p', signedBy: [] } }).join(), /no keys/)
})
