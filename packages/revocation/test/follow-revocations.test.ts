import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settableClock } from '@sallyport/protocol'
import { type FollowOptions, followRevocations } from '@sallyport/revocation'
import { longestAccessTokenSeconds, revocationLeewaySeconds } from '@sallyport/store'
import { type MemoryFeed, memoryFeed, revokeIn } from './memory-feed.ts'
import { sampleToken, start, targetsOfSampleToken } from './samples.ts'

/** A pause that never ends within a test: only `catchUp` reads. */
const never = { intervalMs: 1_000_000, maxStalenessMs: 2_000_000 }

function follow(ledger: MemoryFeed, options: Partial<FollowOptions> = {}) {
  return followRevocations({ ledger, clock: settableClock(start * 1000), ...options })
}

test('everything already in the feed is loaded before the first question, page by page', async () => {
  const feed = memoryFeed()
  for (let i = 0; i < 2500; i += 1) await revokeIn(feed, { kind: 'token', id: `token-${i}` })
  const revocations = await follow(feed, never)
  assert.equal(revocations.size(), 2500)
  for (const tokenId of ['token-0', 'token-999', 'token-1000', 'token-2499']) {
    assert.equal(revocations.check(sampleToken({ tokenId })), 'revoked')
  }
  assert.equal(revocations.check(sampleToken({ tokenId: 'token-2500' })), 'live')
  await revocations.stop()
})

test('a feed that ends exactly with a page is loaded whole', async () => {
  const feed = memoryFeed()
  for (let i = 0; i < 1000; i += 1) await revokeIn(feed, { kind: 'token', id: `token-${i}` })
  const revocations = await follow(feed, never)
  assert.equal(revocations.size(), 1000)
  assert.equal(feed.reads, 2)
  await revocations.stop()
})

test('whatever is revoked later is heard without asking', async () => {
  for (const target of targetsOfSampleToken) {
    const feed = memoryFeed()
    const revocations = await follow(feed, { intervalMs: 2 })
    assert.equal(revocations.check(sampleToken()), 'live')
    await revokeIn(feed, target)
    await feed.nextRead()
    await feed.nextRead()
    assert.equal(revocations.check(sampleToken()), 'revoked', target.kind)
    await revocations.stop()
  }
})

test('catching up hears what was revoked before the call, also while a read is under way', async () => {
  const feed = memoryFeed()
  const revocations = await follow(feed, never)
  const underWay = revocations.catchUp()
  await feed.nextRead()
  await revokeIn(feed, { kind: 'grant', id: 'grant-1' })
  await revocations.catchUp()
  assert.equal(revocations.check(sampleToken()), 'revoked')
  await underWay
  await revocations.stop()
})

test('past the allowed silence nothing is said to be live, until the feed is heard again', async () => {
  const feed = memoryFeed()
  let now = 0
  const revocations = await follow(feed, { ...never, monotonicMs: () => now })
  await revokeIn(feed, { kind: 'token', id: 'revoked' })
  await revocations.catchUp()
  now = never.maxStalenessMs
  assert.equal(revocations.lagMs(), never.maxStalenessMs)
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
  const options = { ...never, monotonicMs: () => now, onStale: 'allow' } as const
  const revocations = await follow(feed, options)
  await revokeIn(feed, { kind: 'token', id: 'revoked' })
  await revocations.catchUp()
  now = never.maxStalenessMs * 10
  assert.equal(revocations.check(sampleToken()), 'live')
  assert.equal(revocations.check(sampleToken({ tokenId: 'revoked' })), 'revoked')
  await revocations.stop()
})

test('the lag counts from the start of a look, not from its answer', async () => {
  const feed = memoryFeed()
  let now = 0
  const slow = {
    ...feed,
    since: async (position: number, limit: number) => {
      now += 300
      return feed.since(position, limit)
    },
  }
  const clock = settableClock(start * 1000)
  const revocations = await followRevocations({
    ...never,
    ledger: slow,
    clock,
    monotonicMs: () => now,
  })
  assert.equal(revocations.lagMs(), 300)
  await revocations.stop()
})

test('a feed that fails is reported each time, tried again, and heard once it answers', async () => {
  const feed = memoryFeed()
  const errors: unknown[] = []
  const onError = (error: unknown) => {
    errors.push(error)
    throw new Error('the host cannot even log')
  }
  const revocations = await follow(feed, { intervalMs: 2, onError })
  assert.equal(errors.length, 0)
  feed.mode = 'fail'
  for (let i = 0; i < 4; i += 1) await feed.nextRead()
  assert.ok(errors.length >= 2)
  assert.match(String(errors[0]), /the feed is down/)
  await revokeIn(feed, { kind: 'token', id: 'token-1' })
  feed.mode = 'answer'
  await feed.nextRead()
  await feed.nextRead()
  assert.equal(revocations.check(sampleToken()), 'revoked')
  await revocations.stop()
})

test('a feed that hangs is given up after the allowed silence, and asked again', async () => {
  const feed = memoryFeed()
  let told: (error: unknown) => void = () => {}
  const hung = new Promise<unknown>((resolve) => {
    told = resolve
  })
  const options = { intervalMs: 2, maxStalenessMs: 30, onError: (error: unknown) => told(error) }
  const revocations = await follow(feed, options)
  feed.mode = 'hang'
  assert.match(String(await hung), /the revocation feed has not answered for 30 ms/)
  assert.equal(revocations.check(sampleToken()), 'stale')
  feed.mode = 'answer'
  // The read that hangs now may have started before the feed answered again.
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
  const revocations = await followRevocations({ ...never, ledger: feed, clock })
  for (const target of targetsOfSampleToken) await revokeIn(feed, target)
  await revocations.catchUp()
  assert.equal(revocations.size(), targetsOfSampleToken.length)
  clock.advanceSeconds(longestAccessTokenSeconds + revocationLeewaySeconds - 1)
  await revocations.catchUp()
  assert.equal(revocations.check(sampleToken()), 'revoked')
  clock.advanceSeconds(1)
  await revocations.catchUp()
  assert.equal(revocations.size(), 0)
  assert.equal(revocations.check(sampleToken()), 'live')
  await revocations.stop()
})

test('once stopped the feed is read no more, and what was live becomes stale', async () => {
  const feed = memoryFeed()
  let now = 0
  const options = { intervalMs: 2, maxStalenessMs: 30, monotonicMs: () => now }
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
  for (const intervalMs of [0, -1, Number.NaN]) {
    await assert.rejects(follow(feed, { intervalMs }), /`intervalMs` is .*; it must be more than 0/)
  }
  for (const maxStalenessMs of [0, 50, Number.NaN]) {
    const options = { intervalMs: 50, maxStalenessMs }
    await assert.rejects(follow(feed, options), /it must be more than `intervalMs`, which is `50`/)
  }
  assert.equal(feed.reads, 0)
})
