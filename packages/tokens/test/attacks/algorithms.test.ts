import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import type { Algorithm } from '../../src/index.ts'
import { staticKeys } from '../../src/index.ts'
import { forgeToken, issuerKeys, judge, signWith } from '../forge-token.ts'

const encode = (text: string | object) =>
  Buffer.from(typeof text === 'string' ? text : JSON.stringify(text)).toString('base64url')

function unsigned(header: object): string {
  const [, payload] = forgeToken().split('.')
  return `${encode(header)}.${payload}`
}

test('JWT-02 a token that claims to need no signature is refused, however it spells none', async () => {
  for (const alg of ['none', 'None', 'nOnE', 'NONE', '', 'null']) {
    const start = unsigned({ typ: 'at+jwt', alg, kid: 'ec-1' })
    assert.equal(await judge(`${start}.`), 'malformed', alg)
    assert.equal(await judge(`${start}.AA`), 'unsupported_algorithm', alg)
    const [, , signature] = forgeToken().split('.')
    assert.equal(await judge(`${start}.${signature}`), 'unsupported_algorithm', alg)
  }
  assert.equal(await judge(forgeToken()), 'accepted')
})

test('JWT-01 HS256 keyed with the public key, in every form of it, is refused', async () => {
  const { publicKey } = issuerKeys.rsa
  const secrets = [
    publicKey.export({ format: 'pem', type: 'spki' }),
    publicKey.export({ format: 'pem', type: 'pkcs1' }),
    publicKey.export({ format: 'der', type: 'spki' }),
    JSON.stringify(publicKey.export({ format: 'jwk' })),
    '',
  ]
  const start = unsigned({ typ: 'at+jwt', alg: 'HS256', kid: 'rsa-1' })
  for (const secret of secrets) {
    const mac = createHmac('sha256', secret).update(start).digest('base64url')
    assert.equal(await judge(`${start}.${mac}`), 'unsupported_algorithm')
    // An allowlist from a careless configuration changes nothing.
    const algorithms = ['HS256', 'none', 'RS256'] as unknown as Algorithm[]
    assert.equal(await judge(`${start}.${mac}`, { algorithms }), 'unsupported_algorithm')
  }
  const honest = {
    header: { alg: 'RS256', kid: 'rsa-1' },
    alg: 'RS256',
    key: issuerKeys.rsa.privateKey,
  }
  assert.equal(await judge(forgeToken(honest)), 'accepted')
})

test('A03 an RSA key of RS256 verifies nothing under PS256, RS384, RS512 or RS1', async () => {
  const key = issuerKeys.rsa.privateKey
  const algorithms: Algorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256']
  for (const alg of ['PS256', 'PS384', 'RS384', 'RS512']) {
    const token = forgeToken({ header: { alg, kid: 'rsa-1' }, alg, key })
    assert.equal(await judge(token, { algorithms }), 'unknown_key', alg)
  }
  for (const alg of ['RS1', 'rs256', 'RSA-OAEP']) {
    const token = forgeToken({ header: { alg, kid: 'rsa-1' }, alg: 'RS256', key })
    assert.equal(await judge(token, { algorithms }), 'unsupported_algorithm', alg)
  }
  const control = forgeToken({ header: { alg: 'RS256', kid: 'rsa-1' }, alg: 'RS256', key })
  assert.equal(await judge(control, { algorithms }), 'accepted')
})

test('A03 an EC key of P-256 verifies nothing under ES384, ES512 or ES256K', async () => {
  const algorithms: Algorithm[] = ['ES256', 'ES384', 'ES512']
  for (const alg of ['ES384', 'ES512']) {
    const token = forgeToken({ header: { alg }, alg })
    assert.equal(await judge(token, { algorithms }), 'unknown_key', alg)
  }
  assert.equal(
    await judge(forgeToken({ header: { alg: 'ES256K' } }), { algorithms }),
    'unsupported_algorithm',
  )
  assert.equal(await judge(forgeToken(), { algorithms }), 'accepted')
})

test('A03 a key published for EdDSA is not one for Ed25519, nor the other way round', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  for (const [published, claimed] of [
    ['EdDSA', 'Ed25519'],
    ['Ed25519', 'EdDSA'],
  ] as const) {
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'ed-1', alg: published }
    const keys = staticKeys({ keys: [jwk] })
    const tokenFor = (alg: string) =>
      forgeToken({ header: { alg, kid: 'ed-1' }, alg, key: privateKey })
    assert.equal(await judge(tokenFor(claimed), { keys }), 'unknown_key')
    assert.equal(await judge(tokenFor(published), { keys }), 'accepted')
  }
})

test('A03 an algorithm left off the allowlist is refused even with a key for it', async () => {
  const token = forgeToken()
  assert.equal(await judge(token, { algorithms: ['RS256'] }), 'unsupported_algorithm')
  assert.equal(await judge(token, { algorithms: [] }), 'unsupported_algorithm')
  assert.equal(await judge(token, { algorithms: ['ES256'] }), 'accepted')
})

test('JWT-01 a header alg that is not a string is refused', async () => {
  for (const alg of [undefined, null, 256, ['ES256'], { toString: 'ES256' }]) {
    assert.equal(await judge(forgeToken({ header: { alg } })), 'unsupported_algorithm')
  }
  assert.equal(await judge(forgeToken({ header: { alg: 'ES256' } })), 'accepted')
})

test('AT-03 a signature by another key of the same kind is refused', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  assert.equal(await judge(forgeToken({ key: privateKey })), 'bad_signature')
  assert.equal(await judge(forgeToken({ key: issuerKeys.ec.privateKey })), 'accepted')
})

test('AT-03 the signature of one token does not carry another', async () => {
  const [header, payload] = forgeToken({ claims: { roles: ['admin'] } }).split('.')
  const [, , signature] = forgeToken().split('.')
  assert.equal(await judge(`${header}.${payload}.${signature}`), 'bad_signature')
  const data = Buffer.from(`${header}.${payload}`)
  const own = signWith('ES256', issuerKeys.ec.privateKey, data).toString('base64url')
  assert.equal(await judge(`${header}.${payload}.${own}`), 'accepted')
})
