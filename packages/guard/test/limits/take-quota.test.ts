import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settableClock } from '@sallyport/protocol'
import fc from 'fast-check'
import { createGuard, type GuardRequest } from '../../src/index.ts'
import { bearer } from '../support/send-raw.ts'
import { audience, issuer, keys, startMs, userToken } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'

test('no minute ever lets more through than the quota, wherever it starts', async () => {
  const [limit, windowSeconds] = [5, 60]
  // An admission comes back after the window and at most a twelfth of it more (decision 0003).
  const restMs = (windowSeconds * 1000 * 13) / 12
  const token = userToken({ exp: startMs / 1000 + 100_000 })
  const steps = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(steps, async (pausesMs) => {
      const clock = settableClock(startMs)
      const guard = createGuard<GuardRequest>(
        {
          issuer,
          audience,
          keys,
          clock,
          revocations: createTestRevocations(),
          quota: { limit, windowSeconds },
        },
        (request) => request,
      )
      const passedAtMs: number[] = []
      for (const pauseMs of pausesMs) {
        clock.setMs(clock.nowMs() + pauseMs)
        const verdict = await guard.authenticate({
          method: 'GET',
          target: '/',
          headers: [bearer(token)],
          peer: { address: '192.0.2.1' },
          hasTokenInBody: false,
        })
        if (verdict.kind === 'pass') passedAtMs.push(clock.nowMs())
        const windowStartMs = clock.nowMs() - windowSeconds * 1000
        const within = passedAtMs.filter((ms) => ms > windowStartMs).length
        assert.ok(within <= limit, `${within} within a window`)
        const counting = passedAtMs.filter((ms) => ms > clock.nowMs() - restMs).length
        assert.ok(verdict.kind === 'pass' || counting >= limit, 'refused with quota to spare')
      }
    }),
    {
      numRuns: 50,
      // Five at once, and the sixth exactly a window later: still refused, within the twelfth.
      examples: [[[0, 0, 0, 0, 0, 6077, 14_237, 19_993, 13_437, 4692, 1564]]],
    },
  )
})
