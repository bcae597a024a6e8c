import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accept, refuse } from '@sallyport/protocol'
import { createDeliveryLanes, type DeliveryRefusal } from '../../src/logout/delivery-lanes.ts'

const limits = { atOnce: 4, perHost: 2, mostWaiting: 6, mostWaitingPerHost: 3 }

/** Lanes whose deliveries end when told, by name. */
function openLanes(changes: Partial<typeof limits> = {}) {
  const lanes = createDeliveryLanes({ ...limits, ...changes })
  const started: string[] = []
  const running = new Map<string, (refusal?: DeliveryRefusal) => void>()
  const run = (host: string, name: string) =>
    lanes.run(host, () => {
      started.push(name)
      return new Promise((resolve) => {
        running.set(name, (refusal) =>
          resolve(refusal === undefined ? accept(name) : refuse(refusal)),
        )
      })
    })
  const end = async (name: string, refusal?: DeliveryRefusal) => {
    running.get(name)?.(refusal)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { lanes, run, end, started }
}

test('LOGOUT-06 so many run at once, so many of them to one host, and the hosts take turns', async () => {
  const { run, end, started } = openLanes()
  const all = [
    run('a', 'a1'),
    run('a', 'a2'),
    run('a', 'a3'),
    run('a', 'a4'),
    run('b', 'b1'),
    run('b', 'b2'),
    run('b', 'b3'),
    run('c', 'c1'),
  ]
  assert.deepEqual(started, ['a1', 'a2', 'b1', 'b2'])
  await end('a1')
  await end('b1')
  await end('a2')
  await end('b2')
  assert.deepEqual(started.slice(4), ['a3', 'b3', 'c1', 'a4'])
  for (const name of ['a3', 'a4', 'b3', 'c1']) await end(name)
  assert.ok((await Promise.all(all)).every(({ ok }) => ok))
})

test('LOGOUT-06 a host that does not answer has one at a time, until it answers', async () => {
  const { run, end, started } = openLanes()
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void run('a', name)
  await end('a1', 'timed_out')
  assert.deepEqual(started, ['a1', 'a2'])
  await end('a2', 'timed_out')
  assert.deepEqual(started, ['a1', 'a2', 'a3'])
  await end('a3')
  assert.deepEqual(started, ['a1', 'a2', 'a3', 'a4', 'a5'])
})

test('LOGOUT-06 one host cannot fill the lanes, nor all hosts the memory', async () => {
  const { run, end } = openLanes({ mostWaiting: 4 })
  const waiting = ['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => run('a', name))
  assert.deepEqual(await run('a', 'a6'), refuse('too_many_waiting'))
  const others = ['b1', 'b2', 'b3'].map((name) => run('b', name))
  assert.deepEqual(await run('c', 'c1'), refuse('too_many_waiting'))
  await end('a1')
  await end('a2')
  others.push(run('c', 'c2'))
  for (const name of ['b1', 'b2', 'b3', 'a3', 'a4', 'a5', 'c2']) await end(name)
  const answers = await Promise.all([...waiting, ...others])
  assert.ok(
    answers.every(({ ok }) => ok),
    'whatever found a place ran',
  )
})

test('a delivery that throws is the fault of its caller, and gives its place back', async () => {
  const { lanes, run, end } = openLanes({ atOnce: 1 })
  const failing = lanes.run('a', () => Promise.reject(new Error('no key')))
  const next = run('b', 'b1')
  await assert.rejects(failing, /no key/)
  await end('b1')
  assert.equal((await next).ok, true)
})

test('closing gives up what waits, and nothing that runs', async () => {
  const { lanes, run, end, started } = openLanes({ atOnce: 1 })
  const running = run('a', 'a1')
  const waiting = run('a', 'a2')
  lanes.close()
  assert.deepEqual(await waiting, refuse('stopped'))
  assert.deepEqual(await run('b', 'b1'), refuse('stopped'))
  await end('a1')
  assert.equal((await running).ok, true)
  assert.deepEqual(started, ['a1'])
})
