import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openPolicies } from '../../src/index.ts'
import { ask } from '../../test/support/ask.ts'
import { folderOf } from '../../test/support/folder-of.ts'
import { collectEvents, only } from '../../test/support/follow.ts'

/** A policy of many rules in one module, all of which allow the same person alone. */
const many = (id: string, rules = 200) =>
  `package authz

decision := {"allow": true, "reasons": reasons} if count(reasons) > 0
${Array.from({ length: rules }, (_, i) => `reasons contains "rule ${i}" if input.user.id == "${id}"\n`).join('')}`

test('a save decides within 200 ms, and no question between is lost or halved', async (t) => {
  const folder = await folderOf(t, { 'authz.rego': many('alice') })
  const policies = await openPolicies({ path: folder })
  t.after(() => policies.stop())
  const policy = policies.policy()
  const times: number[] = []
  for (let round = 0; round < 40; round += 1) {
    const [next, before] = round % 2 === 0 ? ['bob', 'alice'] : ['alice', 'bob']
    await writeFile(join(folder, 'authz.rego'), many(next))
    const savedAt = performance.now()
    for (;;) {
      // One revision a question: either all of its rules or none.
      const [forNext, forBefore] = [await policy(ask(next)), await policy(ask(before))]
      for (const { allow, reasons = [] } of [forNext, forBefore]) {
        assert.equal(reasons.length, allow ? 200 : 0)
      }
      if (forNext.allow) {
        assert.equal(forBefore.allow, false)
        break
      }
      assert.ok(performance.now() - savedAt < 5000, 'it has not changed for five seconds')
      await turn()
    }
    times.push(performance.now() - savedAt)
  }
  times.sort((a, b) => a - b)
  const [median = 0, slowest = 0] = [times[20], times.at(-1)]
  t.diagnostic(`decides ${median.toFixed(0)} ms after a save, at most ${slowest.toFixed(0)} ms`)
  assert.ok(median <= 200, `${median} ms`)
})

test('1,000 reloads leave the heap flat', async (t) => {
  const folder = await folderOf(t, { 'authz.rego': only('alice') })
  const told = collectEvents()
  const policies = await openPolicies({ path: folder, watch: false, onEvent: told.onEvent })
  t.after(() => policies.stop())
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const heap = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const reload = async (times: number) => {
    for (let i = 0; i < times; i += 1) {
      await writeFile(join(folder, 'authz.rego'), many(`person-${i}`, 40))
      await policies.check()
      assert.equal((await policies.policy()(ask(`person-${i}`))).allow, true)
      told.events.length = 0
    }
  }
  await reload(50)
  const before = heap()
  await reload(1000)
  const grownBy = (heap() - before) / 1024 / 1024
  t.diagnostic(`the heap has grown by ${grownBy.toFixed(1)} MiB`)
  assert.equal(policies.health().changes, 1050)
  assert.ok(grownBy < 8, `${grownBy} MiB`)
})
