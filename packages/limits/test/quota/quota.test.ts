import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createQuota } from '@sallyport/limits'
import { settableClock } from '@sallyport/protocol'
import fc from 'fast-check'

const start = 1_800_000_000_000

suite('a quota', () => {
  test('admits the whole limit at once from rest, and nothing more', () => {
    const quota = createQuota({ limit: 100, windowSeconds: 60, clock: settableClock(start) })
    const answers = Array.from({ length: 103 }, () => quota.take('alice').allowed)
    assert.equal(answers.filter(Boolean).length, 100)
    assert.equal(answers.lastIndexOf(true), 99)
  })

  test('says what is left, and when the full limit is back', () => {
    const clock = settableClock(start)
    const quota = createQuota({ limit: 3, windowSeconds: 60, clock })
    assert.deepEqual(quota.take('alice'), {
      allowed: true,
      limit: 3,
      remaining: 2,
      resetSeconds: 65,
      retryAfterSeconds: 0,
    })
    clock.advanceSeconds(64)
    assert.equal(quota.peek('alice').remaining, 2)
    clock.advanceSeconds(1)
    assert.equal(quota.peek('alice').remaining, 3)
    assert.equal(quota.peek('alice').resetSeconds, 0)
  })

  test('counts keys apart', () => {
    const quota = createQuota({ limit: 1, windowSeconds: 60, clock: settableClock(start) })
    assert.equal(quota.take('alice').allowed, true)
    assert.equal(quota.take('alice').allowed, false)
    assert.equal(quota.take('bob').allowed, true)
  })

  test('a peek says what a take would, and counts nothing', () => {
    const quota = createQuota({ limit: 1, windowSeconds: 60, clock: settableClock(start) })
    for (let i = 0; i < 5; i += 1) assert.equal(quota.peek('alice').allowed, true)
    assert.equal(quota.take('alice').allowed, true)
    const peeked = quota.peek('alice')
    assert.equal(peeked.allowed, false)
    assert.deepEqual(peeked, quota.take('alice'))
  })

  test('a refused take costs nothing: who goes on asking is admitted as soon as who waits', () => {
    const clock = settableClock(start)
    const quota = createQuota({ limit: 2, windowSeconds: 12, clock })
    quota.take('alice')
    quota.take('alice')
    const { retryAfterSeconds } = quota.take('alice')
    for (let second = 1; second < retryAfterSeconds; second += 1) {
      clock.advanceSeconds(1)
      assert.equal(quota.take('alice').allowed, false)
    }
    clock.advanceSeconds(1)
    assert.equal(quota.take('alice').allowed, true)
  })

  test('a limit spent in the last moment of one minute is not there again in the next', () => {
    const clock = settableClock(start + 59_999)
    const quota = createQuota({ limit: 100, windowSeconds: 60, clock })
    const takeAll = () =>
      Array.from({ length: 100 }, () => quota.take('a')).filter((a) => a.allowed).length
    assert.equal(takeAll(), 100)
    clock.setMs(start + 60_000)
    assert.equal(takeAll(), 0)
    clock.setMs(start + 59_999 + 60_000)
    assert.equal(takeAll(), 0)
    clock.setMs(start + 59_999 + 65_000)
    assert.equal(takeAll(), 100)
  })

  test('a clock that is set back admits no more, and counts on once it has caught up', () => {
    const clock = settableClock(start)
    const quota = createQuota({ limit: 1, windowSeconds: 60, clock })
    assert.equal(quota.take('alice').allowed, true)
    clock.setMs(start - 3_600_000)
    const refused = quota.take('alice')
    assert.equal(refused.allowed, false)
    assert.equal(refused.retryAfterSeconds, 3600 + 65)
    assert.equal(quota.take('bob').allowed, true)
    clock.setMs(start)
    assert.equal(quota.take('alice').allowed, false)
    clock.setMs(start + 65_000)
    assert.equal(quota.take('alice').allowed, true)
  })

  test('names like those of every object are keys like any other', () => {
    const quota = createQuota({ limit: 1, windowSeconds: 60, clock: settableClock(start) })
    for (const key of ['__proto__', 'constructor', '']) {
      assert.equal(quota.take(key).allowed, true)
      assert.equal(quota.take(key).allowed, false)
    }
  })

  test('a limit, window or number of keys that means nothing is refused at once', () => {
    const clock = settableClock(start)
    const wrong = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]
    for (const value of wrong) {
      assert.throws(() => createQuota({ limit: value, windowSeconds: 60, clock }), /`limit` must/)
      assert.throws(
        () => createQuota({ limit: 1, windowSeconds: value, clock }),
        /`windowSeconds` must/,
      )
      assert.throws(
        () => createQuota({ limit: 1, windowSeconds: 60, clock, maxKeys: value }),
        /`maxKeys` must/,
      )
    }
    assert.doesNotThrow(() => createQuota({ limit: 1, windowSeconds: 1, clock, maxKeys: 1 }))
  })
})

/** Steps of a clock around everything that matters to a window: buckets, its ends, fractions, back. */
function stepsMs(windowSeconds: number) {
  const window = windowSeconds * 1000
  const bucket = Math.ceil(window / 12)
  const edges = [0, 1, bucket, 12 * bucket, 13 * bucket, window, window + bucket]
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...edges), fc.constantFrom(-1, -0.25, 0, 0.25, 1))
        .map(([edge, off]) => edge + off),
    },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 2 * bucket }) },
    { weight: 1, arbitrary: fc.integer({ min: -3 * window, max: 0 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * window }) },
  )
}

const runs = fc
  .record({
    limit: fc.integer({ min: 1, max: 5 }),
    windowSeconds: fc.constantFrom(1, 7, 60),
    maxKeys: fc.constantFrom(1, 2, 100),
    // The remainders of a bucket and of a generation are where mistakes would hide.
    startMs: fc.integer({ min: start, max: start + 1_000_000 }),
  })
  .chain((options) =>
    fc.record({
      options: fc.constant(options),
      steps: fc.array(
        fc.record({
          stepMs: stepsMs(options.windowSeconds),
          key: fc.constantFrom('a', 'b', 'c', 'd'),
          burst: fc.integer({ min: 1, max: 7 }),
        }),
        { maxLength: 60 },
      ),
    }),
  )

suite('a quota, against an exact log', () => {
  test('no window, wherever it starts, ever holds more admissions of a key than the limit', () => {
    fc.assert(
      fc.property(runs, ({ options, steps }) => {
        const { limit, windowSeconds } = options
        const clock = settableClock(options.startMs)
        const quota = createQuota({ ...options, clock })
        const log = new Map<string, number[]>()
        let latestMs = 0
        for (const { stepMs, key, burst } of steps) {
          clock.setMs(clock.nowMs() + stepMs)
          latestMs = Math.max(latestMs, clock.nowMs())
          for (let i = 0; i < burst; i += 1) {
            if (!quota.take(key).allowed) continue
            log.set(key, [...(log.get(key) ?? []), latestMs])
          }
        }
        for (const admitted of log.values()) {
          assert.ok(mostInOneWindow(admitted, windowSeconds * 1000) <= limit)
        }
      }),
      { numRuns: 650 },
    )
  })

  test('an admission still counts a whole window later, at whichever millisecond it was made', () => {
    for (const windowSeconds of [1, 7]) {
      for (let offsetMs = 0; offsetMs <= windowSeconds * 1000; offsetMs += 1) {
        const clock = settableClock(start + offsetMs)
        const quota = createQuota({ limit: 1, windowSeconds, clock })
        assert.equal(quota.take('a').allowed, true)
        clock.advanceSeconds(windowSeconds)
        assert.equal(quota.take('a').allowed, false)
        clock.advanceSeconds(windowSeconds / 5)
        assert.equal(quota.take('a').allowed, true)
      }
    }
  })

  test('a key of its own is refused only where a window and a twelfth already hold the limit', () => {
    fc.assert(
      fc.property(runs, ({ options, steps }) => {
        const clock = settableClock(options.startMs)
        const quota = createQuota({ ...options, maxKeys: 100, clock })
        const bucketMs = Math.ceil((options.windowSeconds * 1000) / 12)
        const log: number[] = []
        for (const { stepMs, burst } of steps) {
          clock.setMs(clock.nowMs() + Math.abs(stepMs))
          for (let i = 0; i < burst; i += 1) {
            const recent = log.filter((at) => clock.nowMs() - at <= 13 * bucketMs)
            if (quota.take('a').allowed) log.push(clock.nowMs())
            else assert.ok(recent.length >= options.limit)
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  test('after the seconds it states, and not less than one, an attempt is admitted', () => {
    fc.assert(
      fc.property(runs, ({ options, steps }) => {
        const clock = settableClock(options.startMs)
        const quota = createQuota({ ...options, clock })
        let latestMs = 0
        for (const { stepMs, key, burst } of steps) {
          clock.setMs(clock.nowMs() + stepMs)
          latestMs = Math.max(latestMs, clock.nowMs())
          for (let i = 0; i < burst; i += 1) {
            const answer = quota.take(key)
            assert.ok(Number.isInteger(answer.retryAfterSeconds))
            assert.ok(Number.isInteger(answer.resetSeconds))
            assert.ok(answer.remaining >= 0 && answer.remaining <= options.limit)
            if (answer.allowed) {
              assert.equal(answer.retryAfterSeconds, 0)
              continue
            }
            const behindSeconds = (latestMs - clock.nowMs()) / 1000
            assert.ok(answer.retryAfterSeconds >= 1)
            assert.ok(answer.retryAfterSeconds <= options.windowSeconds * 1.2 + behindSeconds + 1)
            clock.advanceSeconds(answer.retryAfterSeconds)
            latestMs = Math.max(latestMs, clock.nowMs())
            assert.equal(quota.take(key).allowed, true)
          }
          const { resetSeconds } = quota.peek(key)
          clock.advanceSeconds(resetSeconds)
          latestMs = Math.max(latestMs, clock.nowMs())
          assert.equal(quota.peek(key).remaining, options.limit)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('set back or not, a clock admits what it would have, had it stood still until caught up', () => {
    fc.assert(
      fc.property(runs, ({ options, steps }) => {
        const clock = settableClock(options.startMs)
        const steady = settableClock(0)
        const quota = createQuota({ ...options, clock })
        const steadyQuota = createQuota({ ...options, clock: steady })
        for (const { stepMs, key, burst } of steps) {
          clock.setMs(clock.nowMs() + stepMs)
          steady.setMs(Math.max(steady.nowMs(), clock.nowMs()))
          for (let i = 0; i < burst; i += 1) {
            assert.equal(quota.take(key).allowed, steadyQuota.take(key).allowed)
          }
        }
      }),
      { numRuns: 150 },
    )
  })
})

/** A window that holds the most starts at an admission; both its ends belong to it. */
function mostInOneWindow(admitted: readonly number[], windowMs: number): number {
  return Math.max(
    0,
    ...admitted.map((from) => admitted.filter((at) => at >= from && at - from <= windowMs).length),
  )
}

suite('a quota under a flood of keys', () => {
  test('a million keys beyond the bound share counts, and none gets more than the limit', () => {
    const clock = settableClock(start)
    const quota = createQuota({ limit: 3, windowSeconds: 60, clock, maxKeys: 1000 })
    let admitted = 0
    for (let i = 0; i < 1_000_000; i += 1) {
      if (quota.take(`key ${i}`).allowed) admitted += 1
    }
    // 1,000 keys of their own, and 3 for each of the 4,096 shared counts.
    assert.equal(admitted, 1000 + 3 * 4096)
    for (const i of [0, 999]) {
      const more = Array.from({ length: 5 }, () => quota.take(`key ${i}`))
      assert.equal(more.filter(({ allowed }) => allowed).length, 2)
    }
    assert.equal(quota.take('key 500000').allowed, false)
    clock.advanceSeconds(65)
    assert.equal(quota.take('key 500000').allowed, true)
  })

  test('a key that moves from a shared count to its own does not get the limit twice', () => {
    // Where a new generation begins: thirteen buckets of five seconds.
    const generationMs = 65_000
    const clock = settableClock(Math.ceil(start / generationMs) * generationMs)
    const quota = createQuota({ limit: 2, windowSeconds: 60, clock, maxKeys: 1 })
    assert.equal(quota.take('first').allowed, true)
    clock.advanceSeconds(65 + 60)
    assert.equal(quota.take('second').allowed, true)
    assert.equal(quota.take('second').allowed, true)
    clock.advanceSeconds(10)
    assert.equal(quota.take('second').allowed, false)
    assert.equal(quota.peek('third').allowed, true)
  })

  test('a key of any length is counted, the very long ones together', () => {
    const quota = createQuota({ limit: 2, windowSeconds: 60, clock: settableClock(start) })
    const long = 'x'.repeat(1_000_000)
    assert.equal(quota.take(long).allowed, true)
    assert.equal(quota.take(long).allowed, true)
    assert.equal(quota.take(long).allowed, false)
    assert.equal(quota.take('x').allowed, true)
  })
})
