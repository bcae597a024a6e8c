import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, settableClock } from '@sallyport/protocol'
import { createKeyRing, type KeyRing } from '../../src/index.ts'
import { now } from '../forge-token.ts'
import { memoryKeyLedger } from '../memory-key-ledger.ts'

const day = 86_400
const schedule = {
  rotateEverySeconds: 90 * day,
  publishAheadSeconds: day,
  keepRetiredSeconds: 7200,
}

function openRings(count: number) {
  const ledger = memoryKeyLedger()
  const clock = settableClock(now * 1000)
  const secret = new Secret('the secret of the configuration')
  const options = { ledger, secret, algorithms: ['ES256'] as const, clock, schedule }
  const rings = Array.from({ length: count }, () => createKeyRing(options))
  const [ring] = rings
  assert.ok(ring !== undefined)
  const standing = () => ledger.records.map(({ status }) => status)
  return { ledger, clock, rings, ring, standing }
}

const kidsOf = async (ring: KeyRing) => (await ring.publicKeys()).keys.map(({ kid }) => kid)

test('upkeep rotates a key of 90 days, not one of a second less, and publishes another next one', async () => {
  const { ring, clock, standing } = openRings(1)
  const first = await ring.signer('ES256')
  clock.advanceSeconds(90 * day - 1)
  assert.deepEqual(await ring.upkeep(), [])
  assert.deepEqual(standing(), ['signing', 'next'])
  clock.advanceSeconds(1)
  const [, next] = await kidsOf(ring)
  assert.deepEqual(await ring.upkeep(), [{ kind: 'rotated', kid: next, algorithm: 'ES256' }])
  assert.deepEqual(standing(), ['retired', 'signing', 'next'])
  assert.equal((await ring.signer('ES256')).kid, next)
  assert.ok((await kidsOf(ring)).includes(first.kid), 'the old one verifies on')
  assert.deepEqual(await ring.upkeep(), [])
})

test('of 20 nodes that keep up at once one rotates, and one adds a next key that is missing', async () => {
  const { ring, rings, clock, ledger, standing } = openRings(20)
  await ring.signer('ES256')
  clock.advanceSeconds(90 * day)
  const rotated = await Promise.all(rings.map((one) => one.upkeep()))
  assert.equal(rotated.flat().length, 1)
  assert.deepEqual(standing(), ['retired', 'signing', 'next'])
  // As a store of an older version is.
  ledger.records.splice(2, 1)
  const added = (await Promise.all(rings.map((one) => one.upkeep()))).flat()
  assert.deepEqual(added, [{ kind: 'added', kid: ledger.records[2]?.kid, algorithm: 'ES256' }])
  assert.equal(ledger.records[2]?.signsFrom, now + 91 * day, 'it was not published with the first')
})

test('a retired key is forgotten once the last token that it signed has expired, a withdrawn one never', async () => {
  const { ring, clock, standing } = openRings(1)
  await ring.signer('ES256')
  await ring.rotate('ES256')
  const { kid } = await ring.signer('ES256')
  await ring.withdraw(kid)
  clock.advanceSeconds(7200)
  await ring.upkeep()
  assert.deepEqual(standing(), ['retired', 'withdrawn', 'signing', 'next'])
  clock.advanceSeconds(1)
  await ring.upkeep()
  assert.deepEqual(standing(), ['withdrawn', 'signing', 'next'])
})

test('a next key signs only once its time has come, unless it is forced', async () => {
  const { ring, clock, ledger } = openRings(1)
  await ring.signer('ES256')
  assert.equal((await ring.rotate('ES256')).kind, 'rotated', 'published together with the first')
  const signing = (await ring.signer('ES256')).kid
  const kid = ledger.records[2]?.kid
  clock.advanceSeconds(day - 1)
  assert.deepEqual(await ring.rotate('ES256'), { kind: 'not_yet', kid, signsFrom: now + day })
  assert.equal((await ring.signer('ES256')).kid, signing)
  const forced = await ring.rotate('ES256', { force: true })
  assert.deepEqual(forced, { kind: 'rotated', kid, from: signing, early: true })
  clock.advanceSeconds(day)
  assert.equal((await ring.rotate('ES256')).kind, 'rotated', 'the control')
})

test('of two rotations at once one happens, and both answer the key that signs', async () => {
  const { ring, rings, standing } = openRings(2)
  await ring.signer('ES256')
  const outcomes = await Promise.all(rings.map((one) => one.rotate('ES256', { force: true })))
  assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), ['raced', 'rotated'])
  const { kid } = await ring.signer('ES256')
  assert.deepEqual(
    outcomes.map((outcome) => outcome.kid),
    [kid, kid],
  )
  assert.deepEqual(standing(), ['retired', 'signing', 'next'])
})

test('a withdrawn key is published no more and signs no more: here at once, elsewhere within a second', async () => {
  const { rings, clock } = openRings(2)
  const [here, there] = rings
  assert.ok(here !== undefined && there !== undefined)
  const { kid } = await here.signer('ES256')
  const [, next] = await kidsOf(there)
  const outcome = await here.withdraw(kid)
  assert.deepEqual(outcome, { kind: 'withdrawn', algorithm: 'ES256', signs: next })
  assert.equal((await here.signer('ES256')).kid, next)
  assert.ok(!(await kidsOf(here)).includes(kid))
  clock.setMs(now * 1000 + 1000)
  assert.equal((await there.signer('ES256')).kid, next)
  assert.ok(!(await kidsOf(there)).includes(kid))
  assert.equal((await there.list())[0]?.status, 'withdrawn')
  assert.deepEqual(await there.withdraw(kid), { kind: 'already_withdrawn' })
  assert.deepEqual(await there.withdraw('nobody'), { kind: 'unknown' })
  assert.equal(await there.reseal(), 0)
})

test('a key that no secret opens can still be withdrawn, and keeps nothing else from working then', async () => {
  const { ring, ledger, clock } = openRings(1)
  const { kid } = await ring.signer('ES256')
  await ring.rotate('ES256')
  const [planted] = ledger.records
  assert.ok(planted !== undefined)
  ledger.records[0] = { ...planted, sealedPrivateKey: 'v1.AAAA.AAAA' }
  clock.advanceSeconds(2)
  await assert.rejects(ring.publicKeys(), /does not open/)
  await assert.rejects(ring.upkeep(), /does not open/)
  assert.equal((await ring.withdraw(kid)).kind, 'withdrawn')
  assert.equal((await kidsOf(ring)).length, 2)
})

test('while the ledger is away the last list signs and is published for five minutes, then nothing', async () => {
  const { ring, ledger, clock } = openRings(1)
  const { kid } = await ring.signer('ES256')
  const list = ledger.list
  const published = await ring.publicKeys()
  let tries = 0
  ledger.list = async () => {
    tries += 1
    throw new Error('the ledger is away')
  }
  clock.setMs(now * 1000 + 1000)
  for (let i = 0; i < 20; i += 1) assert.equal((await ring.signer('ES256')).kid, kid)
  assert.equal(tries, 1, 'one try a second')
  clock.setMs(now * 1000 + 299_999)
  assert.equal((await ring.signer('ES256')).kid, kid)
  assert.equal(await ring.publicKeys(), published, 'the same object')
  clock.setMs(now * 1000 + 300_000)
  await assert.rejects(ring.signer('ES256'), /the ledger is away/)
  await assert.rejects(ring.publicKeys(), /the ledger is away/)
  ledger.list = list
  assert.equal((await ring.signer('ES256')).kid, kid, 'the control: it recovers by itself')
})

test('a schedule by which keys could not come and go in time is refused', () => {
  const secret = new Secret('the secret of the configuration')
  const clock = settableClock(now * 1000)
  const make = (changes: Partial<typeof schedule>) =>
    createKeyRing({
      ledger: memoryKeyLedger(),
      secret,
      algorithms: ['ES256'],
      clock,
      schedule: { ...schedule, ...changes },
    })
  assert.throws(() => make({ rotateEverySeconds: 0 }), /`rotateEverySeconds` is `0`/)
  assert.throws(() => make({ publishAheadSeconds: 91 * day }), /must not be/)
  assert.doesNotThrow(() => make({ publishAheadSeconds: 90 * day }))
})
