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
