import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  accountRule,
  addressRule,
  type Backoff,
  clientRule,
  createBackoff,
  type ForgettingFailureRule,
} from '@sallyport/limits'
import { type SettableClock, settableClock } from '@sallyport/protocol'
import { memoryFailureLedger } from './memory-failure-ledger.ts'

function start(rule: ForgettingFailureRule): { backoff: Backoff; clock: SettableClock } {
  const clock = settableClock(1_800_000_000_000)
  const { forgetAfterSeconds } = rule
  const ledger = memoryFailureLedger()
  return { backoff: createBackoff({ ledger, clock, rule, forgetAfterSeconds }), clock }
}

async function failTimes(backoff: Backoff, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) assert.equal((await backoff.begin('key')).allowed, true)
}

/** Seconds that the next attempt has to wait; 0 if it was let through (and so failed). */
async function waitOf(backoff: Backoff): Promise<number> {
  const verdict = await backoff.begin('key')
  return verdict.allowed ? 0 : verdict.retryAfterSeconds
}

suite('back-off of an account', () => {
  test('AUTHN-03 five failures are free, the sixth attempt waits, and the wait doubles to 15 min', async () => {
    const { backoff, clock } = start(accountRule)
    await failTimes(backoff, 5)
    const waits: number[] = []
    for (let i = 0; i < 12; i += 1) {
      const wait = await waitOf(backoff)
      waits.push(wait)
      clock.advanceSeconds(wait)
      assert.equal(await waitOf(backoff), 0)
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
  })

  test('AUTHN-03 after a hundred failures in a row nothing is tried any more, however long one waits', async () => {
    const { backoff, clock } = start(accountRule)
    let tried = 0
    for (let i = 0; i < 1000; i += 1) {
      if ((await backoff.begin('key')).allowed) tried += 1
      clock.advanceSeconds(900)
    }
    assert.equal(tried, 100)
    clock.advanceSeconds(365 * 86_400)
    assert.equal(await waitOf(backoff), Number.POSITIVE_INFINITY)
    await backoff.clear('key')
    assert.equal(await waitOf(backoff), 0)
  })

  test('AUTHN-03 a day without an attempt does not start a new hundred', async () => {
    const { backoff, clock } = start(accountRule)
    let tried = 0
    for (let day = 0; day < 300; day += 1) {
      if ((await backoff.begin('key')).allowed) tried += 1
      clock.advanceSeconds(86_400)
    }
    assert.equal(tried, 100)
  })

  test('success clears the count', async () => {
    const { backoff } = start(accountRule)
    await failTimes(backoff, 5)
    assert.equal(await waitOf(backoff), 1)
    await backoff.clear('key')
    await failTimes(backoff, 5)
    assert.equal(await waitOf(backoff), 1)
  })

  test('keys are counted apart', async () => {
    const { backoff } = start(accountRule)
    await failTimes(backoff, 5)
    assert.equal(await waitOf(backoff), 1)
    assert.equal((await backoff.begin('another')).allowed, true)
  })

  test('parallel guesses do not outrun the count', async () => {
    const { backoff } = start(accountRule)
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => backoff.begin('key')))
    assert.equal(verdicts.filter(({ allowed }) => allowed).length, 5)
  })
})

suite('back-off of an address', () => {
  test('twenty failures are free, then the wait begins, and no number of them stops for good', async () => {
    const { backoff, clock } = start(addressRule)
    await failTimes(backoff, 20)
    assert.equal(await waitOf(backoff), 1)
    for (let i = 0; i < 300; i += 1) {
      clock.advanceSeconds(await waitOf(backoff))
    }
    assert.ok((await waitOf(backoff)) <= 900)
  })

  test('a quarter of an hour without an attempt forgets them', async () => {
    const { backoff, clock } = start(addressRule)
    await failTimes(backoff, 20)
    assert.equal(await waitOf(backoff), 1)
    clock.advanceSeconds(900)
    await failTimes(backoff, 20)
  })

  test('attempts that succeed are forgiven, and do not wear out an address that many people share', async () => {
    const { backoff } = start(addressRule)
    await failTimes(backoff, 19)
    for (let i = 0; i < 100; i += 1) {
      assert.equal((await backoff.begin('key')).allowed, true)
      await backoff.forgive('key')
    }
    assert.equal(await waitOf(backoff), 0)
    assert.equal(await waitOf(backoff), 1)
  })
})

suite('back-off of a client', () => {
  test('O21-14 a thousand wrong secrets are throttled, and the client is free from another place', async () => {
    const { backoff } = start(clientRule)
    let tried = 0
    for (let i = 0; i < 1000; i += 1) if ((await backoff.begin('key')).allowed) tried += 1
    assert.equal(tried, clientRule.freeFailures)
    assert.equal((await backoff.begin('the same client, another address')).allowed, true)
  })

  test('a look counts nothing, and says what an attempt would be told', async () => {
    const { backoff } = start(clientRule)
    await failTimes(backoff, clientRule.freeFailures - 1)
    for (let i = 0; i < 5; i += 1) assert.equal((await backoff.check('key')).allowed, true)
    await failTimes(backoff, 1)
    assert.deepEqual(await backoff.check('key'), await backoff.begin('key'))
    assert.equal((await backoff.check('key')).allowed, false)
  })
})

suite('createBackoff', () => {
  const options = { ledger: memoryFailureLedger(), clock: settableClock(0) }

  test('refuses a rule that contradicts itself', () => {
    const rule = { freeFailures: 5, firstDelaySeconds: 1, maxDelaySeconds: 900, maxFailures: 100 }
    assert.doesNotThrow(() => createBackoff({ ...options, rule, forgetAfterSeconds: 900 }))
    const wrong = [
      [{ ...rule, freeFailures: -1 }, 900, /`freeFailures`/],
      [{ ...rule, freeFailures: 0.5 }, 900, /`freeFailures`/],
      [{ ...rule, firstDelaySeconds: 0 }, 900, /`firstDelaySeconds`/],
      [{ ...rule, maxDelaySeconds: 0.5 }, 900, /`firstDelaySeconds`/],
      [{ ...rule, maxFailures: 5 }, 900, /`maxFailures`/],
      [rule, 899, /`forgetAfterSeconds`/],
      [rule, Number.NaN, /`forgetAfterSeconds`/],
      [rule, Number.POSITIVE_INFINITY, /`forgetAfterSeconds`/],
    ] as const
    for (const [bad, forgetAfterSeconds, message] of wrong) {
      assert.throws(() => createBackoff({ ...options, rule: bad, forgetAfterSeconds }), message)
    }
  })

  test('a ledger that cannot answer rejects, and lets nothing through', async () => {
    const outage = new Error('store is down')
    const ledger = { ...memoryFailureLedger(), begin: () => Promise.reject(outage) }
    const backoff = createBackoff({ ...options, ledger, rule: accountRule, ...accountRule })
    await assert.rejects(backoff.begin('key'), outage)
  })
})
