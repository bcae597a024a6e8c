import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FailureRule } from '../ledgers/failure-ledger.ts'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import { start } from './samples.ts'

const rule: FailureRule = { freeFailures: 3, firstDelaySeconds: 10, maxDelaySeconds: 30 }
const forgetAfterSeconds = 100

export function failureContract(openStore: OpenStore): void {
  const begin = (store: Store, now: number, ruleOfKey = rule, key = 'alice') =>
    store.failures.begin({ key, now, forgetAfterSeconds, rule: ruleOfKey })

  test(
    'attempts are free up to the rule, then wait for a delay that doubles up to its limit',
    onStore(openStore, async (store) => {
      for (const count of [1, 2, 3]) {
        assert.deepEqual(await begin(store, start), { allowed: true, count })
      }
      let at = start
      for (const [count, delay] of [
        [3, 10],
        [4, 20],
        [5, 30],
        [6, 30],
      ] as const) {
        assert.deepEqual(await begin(store, at + 1), {
          allowed: false,
          count,
          retryAfterSeconds: delay - 1,
        })
        at += delay
        assert.deepEqual(await begin(store, at), { allowed: true, count: count + 1 })
      }
    }),
  )

  test(
    'of 200 attempts begun at once no more go on than the rule leaves free',
    onStore(openStore, async (store) => {
      const verdicts = await Promise.all(Array.from({ length: 200 }, () => begin(store, start)))
      assert.equal(verdicts.filter((verdict) => verdict.allowed).length, 3)
      const another = await begin(store, start, rule, 'bob')
      assert.equal(another.allowed, true)
    }),
  )

  test(
    'a refused attempt does not lengthen the wait',
    onStore(openStore, async (store) => {
      for (let i = 0; i < 3; i += 1) await begin(store, start)
      for (let second = 1; second < 10; second += 1) {
        assert.equal((await begin(store, start + second)).allowed, false)
      }
      assert.equal((await begin(store, start + 10)).allowed, true)
    }),
  )

  test(
    'check answers what begin would judge, and counts nothing however often it is asked',
    onStore(openStore, async (store) => {
      const attempt = { key: 'alice', now: start, forgetAfterSeconds, rule }
      for (const count of [0, 1, 2]) {
        for (let i = 0; i < 5; i += 1) {
          assert.deepEqual(await store.failures.check(attempt), { allowed: true, count })
        }
        assert.equal((await begin(store, start)).allowed, true)
      }
      const refused = { allowed: false, count: 3, retryAfterSeconds: 10 }
      assert.deepEqual(await store.failures.check(attempt), refused)
      assert.deepEqual(await begin(store, start), refused)
      const lapsed = { ...attempt, now: start + forgetAfterSeconds }
      assert.deepEqual(await store.failures.check(lapsed), { allowed: true, count: 0 })
    }),
  )

  test(
    'clear forgets all failures, forgive takes one attempt back',
    onStore(openStore, async (store) => {
      for (let i = 0; i < 3; i += 1) await begin(store, start)
      await store.failures.forgive('alice')
      assert.deepEqual(await begin(store, start), { allowed: true, count: 3 })
      assert.equal((await begin(store, start)).allowed, false)
      await store.failures.clear('alice')
      assert.deepEqual(await begin(store, start), { allowed: true, count: 1 })
    }),
  )

  test(
    'forgiving more than was counted leaves nothing below zero',
    onStore(openStore, async (store) => {
      await begin(store, start)
      for (let i = 0; i < 5; i += 1) await store.failures.forgive('alice')
      await store.failures.forgive('never seen')
      assert.deepEqual(await begin(store, start), { allowed: true, count: 1 })
    }),
  )

  test(
    'failures whose last is old enough do not count, one second younger they do',
    onStore(openStore, async (store) => {
      await begin(store, start)
      assert.deepEqual(await begin(store, start + 99), { allowed: true, count: 2 })
      assert.deepEqual(await begin(store, start + 99 + 100), { allowed: true, count: 1 })
    }),
  )

  test(
    'once the last failure of a rule is reached no time and no pruning lifts it, clear does',
    onStore(openStore, async (store) => {
      const final = { ...rule, maxFailures: 2 }
      const blocked = {
        allowed: false,
        count: 2,
        retryAfterSeconds: Number.POSITIVE_INFINITY,
      } as const
      await begin(store, start, final)
      await begin(store, start, final)
      assert.deepEqual(await begin(store, start + 1_000_000, final), blocked)
      await store.failures.prune(start + 1_000_000)
      assert.deepEqual(await begin(store, start + 1_000_000, final), blocked)
      await store.failures.clear('alice')
      assert.deepEqual(await begin(store, start, final), { allowed: true, count: 1 })
    }),
  )

  test(
    'pruning forgets only what counts no longer, each by its own rule',
    onStore(openStore, async (store) => {
      await begin(store, start)
      await begin(store, start + 1, rule, 'bob')
      const lasting = { key: 'carol', now: start, forgetAfterSeconds: 1000, rule }
      await store.failures.begin(lasting)
      await store.failures.prune(start + 100)
      assert.deepEqual(await begin(store, start + 1), { allowed: true, count: 1 })
      assert.deepEqual(await begin(store, start + 1, rule, 'bob'), { allowed: true, count: 2 })
      const verdict = { allowed: true, count: 2 }
      assert.deepEqual(await store.failures.begin({ ...lasting, now: start + 1 }), verdict)
    }),
  )

  test(
    'a clock that is behind gives no attempt away and delays no free one',
    onStore(openStore, async (store) => {
      await begin(store, start)
      await begin(store, start)
      assert.deepEqual(await begin(store, start - 50), { allowed: true, count: 3 })
      const refused = { allowed: false, count: 3, retryAfterSeconds: 5 }
      assert.deepEqual(await begin(store, start + 5), refused)
    }),
  )
}
