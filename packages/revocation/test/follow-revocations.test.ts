import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { settableClock } from '@sallyport/protocol'
import { type FollowOptions, followRevocations, type Staleness } from '@sallyport/revocation'
import {
  keyRevocationSeconds,
  longestAccessTokenSeconds,
  revocationLeewaySeconds,
} from '@sallyport/store'
import { type MemoryFeed, memoryFeed } from './memory-feed.ts'
import { sampleToken, start, targetsOfSampleToken } from './samples.ts'

/** Silence that is never too long within a test. */
const patient = { waitMs: 1000, maxStalenessMs: 2_000_000 }

function follow(feed: MemoryFeed, options: Partial<FollowOptions> = {}) {
  return followRevocations({ feed, clock: settableClock(start * 1000), ...options })
}

test('everything already in the feed is loaded before the first question, page by page', async () => {
  const feed = memoryFeed()
  for (let i = 0; i < 2500; i += 1) feed.revoke({ kind: 'token', id: `token-${i}` })
  const revocations = await follow(feed, patient)
  assert.equal(revocations.size(), 2500)
  for (const tokenId of ['token-0', 'token-999', 'token-1000', 'token-2499']) {
    assert.equal(revocations.check(sampleToken({ tokenId })), 'revoked')
  }
  assert.equal(revocations.check(sampleToken({ tokenId: 'token-2500' })), 'live')
  await revocations.stop()
})

test('a page that is full is followed by the next at once', async () => {
  const feed = memoryFeed()
  const revocations = await follow(feed, patient)
  for (let i = 0; i < 2000; i += 1) feed.revoke({ kind: 'token', id: `token-${i}` })
  await revocations.catchUp()
  assert.equal(revocations.size(), 2000)
  await revocations.stop()
})

test('whatever is revoked later is heard without asking, and without a pause', async () => {
  for (const target of targetsOfSampleToken) {
    const feed = memoryFeed()
    const revocations = await follow(feed, patient)
    assert.equal(revocations.check(sampleToken()), 'live')
    await pause(1)
    feed.revoke(target)
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(revocations.check(sampleToken()), 'revoked', target.kind)
    assert.equal(feed.snapshots, 1)
    await revocations.stop()
  }
})

test('catching up hears what was revoked before the call, also while a read is under way', async () => {
  const feed = memoryFeed()
  const revocations = await follow(feed, patient)
  const underWay = revocations.catchUp()
  await feed.nextRead()
  feed.revoke({ kind: 'grant', id: 'grant-1' })
  await revocations.catchUp()
  assert.equal(revocations.check(sampleToken()), 'revoked')
  await underWay
  await revocations.stop()
})

test('past the allowed silence nothing is said to be live, until the feed is heard again', async () => {
  const feed = memoryFeed()
  let now = 0
  const revocations = await follow(feed, { ...patient, monotonicMs: () => now })
  feed.revoke({ kind: 'token', id: 'revoked' })
  await revocations.catchUp()
  now = patient.maxStalenessMs
  assert.equal(revocations.lagMs(), patient.maxStalenessMs)
  assert.equal(revocations.check(sampleToken()), 'live')
  now += 1
  assert.equal(revocations.check(sampleToken()), 'stale')
  assert.equal(revocations.check(sampleToken({ tokenId: 'revoked' })), 'revoked')
  feed.mode = 'fail'
  await assert.rejects(revocations.catchUp(), /the feed is down/)
  assert.equal(revocations.check(sampleToken()), 'stale')
  feed.mode = 'answer'
  await revocations.catchUp()
  assert.equal(revocations.lagMs(), 0)
  assert.equal(revocations.check(sampleToken()), 'live')
  await revocations.stop()
})

test('configured to allow, a stale feed lets live tokens pass and still knows the revoked ones', async () => {
  const feed = memoryFeed()
  let now = 0
  const options = { ...patient, monotonicMs: () => now, onStale: 'allow' } as const
  const revocations = await follow(feed, options)
  feed.revoke({ kind: 'token', id: 'revoked' })
  await revocations.catchUp()
  now = patient.maxStalenessMs * 10
  assert.equal(revocations.check(sampleToken()), 'live')
  assert.equal(revocations.check(sampleToken({ tokenId: 'revoked' })), 'revoked')
  await revocations.stop()
})

test('the lag counts from the start of a question, not from its answer', async () => {
  const feed = memoryFeed()
  let now = 0
  const { snapshot } = feed
  feed.snapshot = async () => {
    now += 300
    return snapshot()
  }
  const revocations = await follow(feed, { ...patient, monotonicMs: () => now })
  assert.equal(revocations.lagMs(), 300)
  await revocations.stop()
})

test('while nothing is revoked the lag stays below the wait, a little more, and nothing is stale', async () => {
  const told: Staleness[] = []
  const onStaleness = (state: Staleness) => told.push(state)
  const revocations = await follow(memoryFeed(), { waitMs: 30, maxStalenessMs: 2000, onStaleness })
  let longest = 0
  for (let i = 0; i < 20; i += 1) {
    await pause(5)
    longest = Math.max(longest, revocations.lagMs())
  }
  assert.ok(longest < 1000, `${longest} ms`)
  assert.deepEqual(told, [])
  await revocations.stop()
})

test('the lag of the feed itself is added', async () => {
  const feed = memoryFeed()
  const lagging = { ...feed, lagMs: () => 3000 }
  let now = 0
  const clock = settableClock(start * 1000)
  const options = { feed: lagging, clock, ...patient, monotonicMs: () => now }
  const revocations = await followRevocations(options)
  now = 50
  assert.equal(revocations.lagMs(), 3050)
  await revocations.stop()
})

test('silence for too long, and its end, is told once each, though nobody asks', async () => {
  const feed = memoryFeed()
  const told: Staleness[] = []
  const onStaleness = (state: Staleness) => told.push(state)
  const revocations = await follow(feed, { waitMs: 10, maxStalenessMs: 60, onStaleness })
  feed.mode = 'fail'
  await pause(300)
  assert.deepEqual(
    told.map(({ isStale }) => isStale),
    [true],
  )
  assert.ok((told[0]?.lagMs ?? 0) > 60)
  feed.mode = 'answer'
  await revocations.catchUp()
  assert.deepEqual(
    told.map(({ isStale }) => isStale),
    [true, false],
  )
  await revocations.stop()
})

test('a feed that has lost its memory is loaded anew, and what was known stays revoked', async () => {
  const feed = memoryFeed()
  for (const id of ['a', 'b', 'c']) feed.revoke({ kind: 'token', id })
  const revocations = await follow(feed, patient)
  assert.equal(revocations.size(), 3)
  await pause(1)
  feed.lose()
  feed.revoke({ kind: 'token', id: 'd' })
  await revocations.catchUp()
  assert.equal(feed.snapshots, 2)
  assert.equal(revocations.size(), 4)
  assert.equal(revocations.check(sampleToken({ tokenId: 'a' })), 'revoked')
  assert.equal(revocations.check(sampleToken({ tokenId: 'd' })), 'revoked')
  assert.equal(revocations.check(sampleToken({ tokenId: 'another' })), 'live')
  feed.revoke({ kind: 'token', id: 'e' })
  await revocations.catchUp()
  assert.equal(revocations.check(sampleToken({ tokenId: 'e' })), 'revoked')
  await revocations.stop()
})

test('a feed that fails is reported each time, tried again, and heard once it answers', async () => {
  const feed = memoryFeed()
  const errors: unknown[] = []
  const onError = (error: unknown) => {
    errors.push(error)
    throw new Error('the host cannot even log')
  }
  const revocations = await follow(feed, { waitMs: 2, onError })
  assert.equal(errors.length, 0)
  feed.mode = 'fail'
  for (let i = 0; i < 3; i += 1) await feed.nextRead()
  assert.ok(errors.length >= 1)
  assert.match(String(errors[0]), /the feed is down/)
  feed.revoke({ kind: 'token', id: 'token-1' })
  feed.mode = 'answer'
  await revocations.catchUp()
  assert.equal(revocations.check(sampleToken()), 'revoked')
  await revocations.stop()
})

test('a feed that hangs is given up, and asked again', async () => {
  const feed = memoryFeed()
  const hung = Promise.withResolvers<unknown>()
  const revocations = await follow(feed, {
    waitMs: 2,
    maxStalenessMs: 30,
    onError: hung.resolve,
  })
  feed.mode = 'hang'
  const running = setInterval(() => {}, 1000)
  assert.match(String(await hung.promise), /the revocation feed has not answered for 32 ms/)
  clearInterval(running)
  assert.equal(revocations.check(sampleToken()), 'stale')
  feed.mode = 'answer'
  await revocations.catchUp().catch(() => revocations.catchUp())
  assert.equal(revocations.check(sampleToken()), 'live')
  await revocations.stop()
})

test('a feed that cannot be read at the start is an error of the start', async () => {
  const feed = memoryFeed()
  feed.mode = 'fail'
  await assert.rejects(follow(feed), /the feed is down/)
  feed.mode = 'answer'
  await (await follow(feed)).stop()
})

test('entries are forgotten once expired, and the set shrinks to nothing', async () => {
  const feed = memoryFeed()
  const clock = settableClock(start * 1000)
  const revocations = await followRevocations({ ...patient, feed, clock })
  for (const target of targetsOfSampleToken) feed.revoke(target)
  await revocations.catchUp()
  assert.equal(revocations.size(), targetsOfSampleToken.length)
  clock.advanceSeconds(longestAccessTokenSeconds + revocationLeewaySeconds - 1)
  await revocations.catchUp()
  assert.equal(revocations.check(sampleToken()), 'revoked')
  clock.advanceSeconds(1)
  await revocations.catchUp()
  assert.equal(revocations.size(), 1)
  assert.equal(revocations.check(sampleToken({ keyId: 'another' })), 'live')
  assert.equal(revocations.check(sampleToken()), 'revoked')
  clock.advanceSeconds(keyRevocationSeconds - longestAccessTokenSeconds)
  await revocations.catchUp()
  assert.equal(revocations.size(), 0)
  assert.equal(revocations.check(sampleToken()), 'live')
  await revocations.stop()
})

test('what a clock that was ahead has forgotten is loaded again once it is set back, and nothing is live before', async (t) => {
  const feed = memoryFeed()
  const clock = settableClock(start * 1000)
  const told: unknown[] = []
  const onError = (error: unknown) => told.push(error)
  const revocations = await follow(feed, { ...patient, clock, onError })
  feed.revoke({ kind: 'token', id: 'revoked' })
  await revocations.catchUp()
  const look = () =>
    ['revoked', 'other'].map((id) => revocations.check(sampleToken({ tokenId: id })))
  assert.deepEqual(look(), ['revoked', 'live'])
  clock.advanceSeconds(2 * longestAccessTokenSeconds)
  await revocations.catchUp()
  assert.equal(revocations.size(), 0)
  clock.advanceSeconds(-2 * longestAccessTokenSeconds)
  const failure = new Error('no snapshot now')
  const { mock } = t.mock.method(feed, 'snapshot', () => Promise.reject(failure))
  await revocations.catchUp()
  await pause(1)
  assert.deepEqual(look(), ['stale', 'stale'])
  assert.deepEqual(told, [failure])
  mock.restore()
  await revocations.catchUp()
  await pause(1)
  assert.deepEqual(look(), ['revoked', 'live'])
  await revocations.stop()
})

test('once stopped the feed is read no more, and what was live becomes stale', async () => {
  const feed = memoryFeed()
  let now = 0
  const options = { waitMs: 2, maxStalenessMs: 30, monotonicMs: () => now }
  const revocations = await follow(feed, options)
  await feed.nextRead()
  await revocations.stop()
  const reads = feed.reads
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(feed.reads, reads)
  await assert.rejects(revocations.catchUp(), /has been stopped/)
  assert.equal(revocations.check(sampleToken()), 'live')
  now += 31
  assert.equal(revocations.check(sampleToken()), 'stale')
})

test('times that make no sense are misuse', async () => {
  const feed = memoryFeed()
  for (const waitMs of [0, -1, Number.NaN]) {
    await assert.rejects(follow(feed, { waitMs }), /`waitMs` is .*; it must be more than 0/)
  }
  for (const maxStalenessMs of [0, 50, Number.NaN]) {
    const options = { waitMs: 50, maxStalenessMs }
    await assert.rejects(follow(feed, options), /it must be more than `waitMs`, which is `50`/)
  }
  assert.equal(feed.reads, 0)
})
