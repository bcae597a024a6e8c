import assert from 'node:assert/strict'
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { test } from 'node:test'
import { Secret, settableClock } from '@sallyport/protocol'
import { createKeyRing, type KeyRing, type KeyRingOptions, thumbprint } from '../../src/index.ts'
import { verifySignature } from '../../src/signature/verify-signature.ts'
import { now } from '../forge-token.ts'
import { memoryKeyLedger } from '../memory-key-ledger.ts'

function ringOver(ledger = memoryKeyLedger(), changes: Partial<KeyRingOptions> = {}) {
  const clock = settableClock(now * 1000)
  const secret = new Secret('the secret of the configuration')
  const options = { ledger, secret, algorithms: ['ES256'] as const, clock, ...changes }
  return { ledger, clock, secret, ring: createKeyRing(options) }
}

/** Rotates, whether or not the time has come; answers the `kid` that signs. */
async function rotateTo(ring: KeyRing): Promise<string> {
  const outcome = await ring.rotate('ES256', { force: true })
  assert.equal(outcome.kind, 'rotated')
  return outcome.kid
}

const data = Buffer.from('data')

test('the first question for a signer makes the first key, and the next ones find it', async () => {
  const { ring, ledger } = ringOver()
  assert.deepEqual(await ring.list(), [])
  const signer = await ring.signer('ES256')
  assert.equal((await ring.signer('ES256')).kid, signer.kid)
  const next = ledger.records[1]?.kid
  assert.deepEqual(await ring.list(), [
    { kid: signer.kid, alg: 'ES256', status: 'signing', createdAt: now, signsFrom: now },
    { kid: next, alg: 'ES256', status: 'next', createdAt: now, signsFrom: now },
  ])
  assert.equal(ledger.records.length, 2)
})

test('OIDC-08 what is published is public, named by thumbprint, and verifies what the signer signs', async () => {
  for (const algorithm of ['ES256', 'RS256'] as const) {
    const { ring } = ringOver(memoryKeyLedger(), { algorithms: [algorithm] })
    const signer = await ring.signer(algorithm)
    const [jwk, next, ...others] = (await ring.publicKeys()).keys
    assert.ok(jwk !== undefined)
    assert.deepEqual([next?.alg, next?.use, others.length], [algorithm, 'sig', 0])
    const members = algorithm === 'ES256' ? ['crv', 'x', 'y'] : ['e', 'n']
    assert.deepEqual(Object.keys(jwk).sort(), ['alg', 'kid', 'kty', 'use', ...members].sort())
    assert.equal(jwk.kid, signer.kid)
    assert.equal(jwk.kid, thumbprint(jwk))
    assert.equal(jwk.alg, algorithm)
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
    assert.equal(verifySignature(algorithm, key, data, signer.sign(data)), true)
    if (algorithm === 'RS256') assert.equal(key.asymmetricKeyDetails?.modulusLength, 3072)
  }
})

test('two rings that start at once on one ledger end with one pair of keys', async () => {
  const ledger = memoryKeyLedger()
  const [one, two] = [ringOver(ledger).ring, ringOver(ledger).ring]
  const signers = await Promise.all([
    one.signer('ES256'),
    two.signer('ES256'),
    one.signer('ES256'),
    two.signer('ES256'),
  ])
  assert.equal(ledger.records.length, 2)
  assert.equal(new Set(signers.map(({ kid }) => kid)).size, 1)
})

test('OIDC-08 a rotation lets the published next key sign, and the old one verifies on', async () => {
  const { ring, clock } = ringOver()
  const first = await ring.signer('ES256')
  const before = (await ring.publicKeys()).keys.map((jwk) => jwk.kid)
  clock.advanceSeconds(100)
  const outcome = await ring.rotate('ES256')
  assert.ok(outcome.kind === 'rotated')
  const { kid } = outcome
  assert.deepEqual(outcome, { kind: 'rotated', kid, from: first.kid, early: false })
  assert.deepEqual(before, [first.kid, kid], 'it was published before')
  assert.equal((await ring.signer('ES256')).kid, kid)
  const keys = await ring.list()
  assert.deepEqual(
    (await ring.publicKeys()).keys.map((jwk) => jwk.kid),
    keys.map((key) => key.kid),
  )
  const [at, alg] = [now + 100, 'ES256']
  assert.deepEqual(keys, [
    { kid: first.kid, alg, status: 'retired', createdAt: now, signsFrom: now, retiredAt: at },
    { kid, alg, status: 'signing', createdAt: now, signsFrom: at },
    { kid: keys[2]?.kid, alg, status: 'next', createdAt: at, signsFrom: at + 86_400 },
  ])
})

test('a rotation elsewhere is seen within the stated age, and not before it is asked for again', async () => {
  const ledger = memoryKeyLedger()
  const here = ringOver(ledger, { maxAgeMs: 5000 })
  const first = await here.ring.signer('ES256')
  await here.ring.list()
  const kid = await rotateTo(ringOver(ledger).ring)
  here.clock.setMs(now * 1000 + 4999)
  assert.equal((await here.ring.signer('ES256')).kid, first.kid)
  here.clock.setMs(now * 1000 + 5000)
  assert.equal((await here.ring.signer('ES256')).kid, kid)
})

test('the list is read once for many questions at once, and again after a change of our own', async () => {
  const { ring, ledger } = ringOver()
  await ring.signer('ES256')
  await ring.list()
  const reads = ledger.reads()
  await Promise.all([ring.signer('ES256'), ring.publicKeys(), ring.list()])
  assert.equal(ledger.reads(), reads)
  await rotateTo(ring)
  await Promise.all([ring.signer('ES256'), ring.publicKeys(), ring.list()])
  assert.equal(ledger.reads(), reads + 2, 'one by the rotation, one after it')
})

test('a read that began before a rotation of ours is not remembered after it', async () => {
  const ledger = memoryKeyLedger()
  const { ring, clock } = ringOver(ledger)
  await ring.signer('ES256')
  clock.advanceSeconds(10)
  const list = ledger.list.bind(ledger)
  const held = Promise.withResolvers<void>()
  ledger.list = async () => {
    ledger.list = list
    const before = await list()
    await held.promise
    return before
  }
  const early = ring.list()
  const kid = await rotateTo(ring)
  held.resolve()
  assert.equal((await early).length, 2)
  assert.equal((await ring.signer('ES256')).kid, kid)
})

test('a ledger that cannot answer is a fault, and the next question tries again', async () => {
  const ledger = memoryKeyLedger()
  const { ring } = ringOver(ledger)
  const list = ledger.list.bind(ledger)
  ledger.list = () => {
    throw new Error('closed')
  }
  await assert.rejects(ring.signer('ES256'), /closed/)
  ledger.list = list
  assert.equal((await ring.signer('ES256')).alg, 'ES256')
})

test('the key of another algorithm does not sign, and is published', async () => {
  const ledger = memoryKeyLedger()
  const rsa = await ringOver(ledger, { algorithms: ['RS256'] }).ring.signer('RS256')
  const { ring } = ringOver(ledger)
  const signer = await ring.signer('ES256')
  assert.equal(signer.alg, 'ES256')
  const kids = (await ring.publicKeys()).keys.map(({ kid }) => kid)
  assert.deepEqual([kids.length, kids[0], kids[2]], [4, rsa.kid, signer.kid])
})

test('another secret does not open the keys, and the error says what to do', async () => {
  const ledger = memoryKeyLedger()
  await ringOver(ledger).ring.signer('ES256')
  const other = ringOver(ledger, { secret: new Secret('another secret') }).ring
  const message = /the configuration's secret does not open the signing keys/
  await assert.rejects(other.signer('ES256'), message)
  await assert.rejects(other.publicKeys(), message)
  await assert.doesNotReject(ringOver(ledger).ring.signer('ES256'))
})

test('a previous secret opens the keys, which are then sealed under the new one, once', async () => {
  const ledger = memoryKeyLedger()
  const before = ringOver(ledger)
  const { kid } = await before.ring.signer('ES256')
  await rotateTo(before.ring)
  const changes = { secret: new Secret('another secret'), previousSecrets: [before.secret] }
  const rings = [ringOver(ledger, changes).ring, ringOver(ledger, changes).ring]
  assert.equal((await rings[0]?.publicKeys())?.keys.length, 3)
  const sealed = await Promise.all(rings.map((ring) => ring.reseal()))
  assert.equal(
    sealed.reduce((sum, count) => sum + count, 0),
    3,
  )
  assert.equal(await rings[0]?.reseal(), 0)

  const after = ringOver(ledger, { secret: changes.secret }).ring
  assert.ok((await after.publicKeys()).keys.some((key) => key.kid === kid))
  const message = /does not open the signing keys/
  await assert.rejects(ringOver(ledger).ring.publicKeys(), message)
  await assert.rejects(ringOver(ledger).ring.reseal(), message)
})

test('an empty secret is refused at construction', () => {
  assert.throws(() => ringOver(memoryKeyLedger(), { secret: new Secret('') }), /`secret` is empty/)
  assert.doesNotThrow(() => ringOver())
})

test('a writer of the ledger cannot make us publish a key of theirs, nor swap two of ours', async () => {
  const ledger = memoryKeyLedger()
  const { ring } = ringOver(ledger, { maxAgeMs: 0 })
  await ring.signer('ES256')
  await rotateTo(ring)
  const [first, second] = ledger.records
  assert.ok(first !== undefined && second !== undefined)
  const honest = await ring.publicKeys()

  const foreign = memoryKeyLedger()
  await ringOver(foreign, { secret: new Secret('of the attacker') }).ring.signer('ES256')
  const [planted] = foreign.records
  assert.ok(planted !== undefined)

  ledger.records[0] = { ...first, publicJwk: planted.publicJwk }
  assert.deepEqual(await ring.publicKeys(), honest)
  ledger.records[0] = { ...first, sealedPrivateKey: second.sealedPrivateKey }
  await assert.rejects(ring.publicKeys(), /does not open the signing keys/)
  ledger.records[0] = planted
  await assert.rejects(ring.publicKeys(), /does not open the signing keys/)
  ledger.records[0] = first
  assert.deepEqual(await ring.publicKeys(), honest)
})
