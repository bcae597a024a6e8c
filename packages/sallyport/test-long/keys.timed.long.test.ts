import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { kidOf, startKeyStack } from '../test/support/key-stack.ts'

const loadMs = 1500

test('OIDC-08 no request is refused while keys rotate five times under load', async (t) => {
  const stack = await startKeyStack(t)
  const { line, issue, call, keyFetches, openKeys } = stack
  const other = await openKeys()
  t.after(() => other.close())
  let isOver = false
  const statuses = new Map<number, number>()
  const kids = new Set<string>()
  /** Asks with a new token, again and again, and with the one before, as long as it may live. */
  async function load(): Promise<void> {
    let before = await issue()
    while (!isOver) {
      const issuedAtMs = line.clock.nowMs()
      const token = await issue()
      kids.add(kidOf(token))
      const answers = await Promise.all([token, before, token].map(call))
      // A jump of the clock in between ends a token by itself.
      const isYoung = line.clock.nowMs() - issuedAtMs < 60_000
      if (isYoung)
        for (const status of answers) statuses.set(status, 1 + (statuses.get(status) ?? 0))
      before = isYoung ? token : await issue()
    }
  }
  const workers = Array.from({ length: 8 }, load)
  const rotations = [
    () => line.ok('keys', 'rotate'),
    () => line.ok('keys', 'rotate', '--now'),
    async () => {
      line.clock.advanceSeconds(90 * 86_400)
      return other.keys.upkeep()
    },
    () => line.ok('keys', 'rotate', '--now'),
    async () => {
      line.clock.advanceSeconds(90 * 86_400)
      return other.keys.upkeep()
    },
  ]
  for (const rotate of rotations) {
    await rotate()
    // By the clock of the authority, which reads its keys again after a second of it.
    const until = line.clock.nowMs() + loadMs
    while (line.clock.nowMs() < until) {
      await wait(100)
      line.clock.setMs(line.clock.nowMs() + 100)
    }
  }
  isOver = true
  await Promise.all(workers)
  t.diagnostic(
    `${statuses.get(200)} requests passed, tokens of ${kids.size} keys, ${keyFetches()} fetches of keys`,
  )
  assert.deepEqual([...statuses.keys()], [200])
  assert.equal(kids.size, 6)
  const records = (await other.keys.list()).filter(({ alg }) => alg === 'ES256')
  assert.equal(records.filter(({ status }) => status === 'signing').length, 1)
})
