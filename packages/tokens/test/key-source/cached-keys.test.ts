import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settableClock } from '@sallyport/protocol'
import { createCachedKeys, importClientKeys, type KeySet } from '../../src/index.ts'
import { jwks, now } from '../forge-token.ts'

const keySet = importClientKeys(jwks.keys)

/** Cached keys whose `load` answers as `answer` says by then, and how often it was called. */
function cache(answer: { now: KeySet | undefined | 'fails' }) {
  const clock = settableClock(now * 1000)
  let loads = 0
  const load = async () => {
    loads += 1
    if (answer.now === 'fails') throw new Error('the keys cannot be had')
    return answer.now
  }
  const keys = createCachedKeys({
    load,
    clock,
    maxAgeSeconds: 600,
    coolDownSeconds: 60,
    maxStaleSeconds: 3600,
    retrySeconds: 10,
    onError: () => {},
  })
  const find = async (kid = 'ec-1', mayLoad?: () => boolean) =>
    (await keys.find(kid, 'ES256', mayLoad)).kind
  return { clock, find, loads: () => loads }
}

test('a fetch that was not even sent is no try: the next question fetches', async () => {
  const answer: { now: KeySet | undefined | 'fails' } = { now: undefined }
  const { find, loads } = cache(answer)
  assert.equal(await find(), 'unavailable')
  answer.now = keySet
  assert.equal(await find(), 'found')
  answer.now = undefined
  assert.equal(await find('no-such-key'), 'unknown')
  assert.equal(await find('no-such-key'), 'unknown')
  assert.equal(loads(), 4, 'no cool-down has begun')
  answer.now = keySet
  assert.equal(await find('no-such-key'), 'unknown')
  assert.equal(await find('no-such-key'), 'unknown')
  assert.equal(loads(), 5, 'the control: one has')
})

test('a fetch that failed is followed by none for a while', async () => {
  const answer: { now: KeySet | undefined | 'fails' } = { now: 'fails' }
  const { clock, find, loads } = cache(answer)
  assert.equal(await find(), 'unavailable')
  answer.now = keySet
  assert.equal(await find(), 'unavailable')
  assert.equal(loads(), 1)
  clock.advanceSeconds(11)
  assert.equal(await find(), 'found')
})

test('whoever may not begin a fetch is answered from what there is', async () => {
  const { clock, find, loads } = cache({ now: keySet })
  const never = () => false
  assert.equal(await find('ec-1', never), 'unavailable')
  assert.equal(loads(), 0)
  assert.equal(await find('ec-1', () => true), 'found', 'and keeps nobody else from it')
  assert.equal(await find('ec-1', never), 'found')
  assert.equal(await find('no-such-key', never), 'unknown')
  clock.advanceSeconds(700)
  assert.equal(await find('ec-1', never), 'found', 'old keys serve on')
  assert.equal(loads(), 1)
  const [first, second] = await Promise.all([find('no-such-key'), find('no-such-key', never)])
  assert.deepEqual([first, second], ['unknown', 'unknown'])
  assert.equal(loads(), 2, 'the one under way is shared')
})

test('fetches for unknown kids that were saved up find two changes at once, and run out', async () => {
  const clock = settableClock(now * 1000)
  let loads = 0
  let answer: KeySet = new Map()
  const make = (unknownFetches: number) =>
    createCachedKeys({
      load: async () => {
        loads += 1
        return answer
      },
      clock,
      maxAgeSeconds: 600,
      coolDownSeconds: 60,
      unknownFetches,
      maxStaleSeconds: 3600,
      retrySeconds: 10,
      onError: () => {},
    })
  const find = async (keys: ReturnType<typeof make>) => (await keys.find('ec-1', 'ES256')).kind
  const [three, one] = [make(3), make(1)]
  assert.equal(await find(three), 'unknown')
  assert.equal(await find(one), 'unknown')
  assert.equal(await find(three), 'unknown')
  assert.equal(await find(one), 'unknown')
  answer = keySet
  assert.equal(await find(one), 'unknown', 'the control: its only one is spent')
  const before = loads
  const burst = await Promise.all(Array.from({ length: 100 }, () => find(three)))
  assert.deepEqual(new Set(burst), new Set(['found']))
  assert.equal(loads, before + 1, 'one fetch for a burst')
  await three.find('random-1', 'ES256')
  await three.find('random-2', 'ES256')
  assert.equal(loads, before + 2, 'three were saved up')
  clock.advanceSeconds(60)
  await three.find('random-3', 'ES256')
  await three.find('random-4', 'ES256')
  assert.equal(loads, before + 3, 'then one in a cool-down')
})
