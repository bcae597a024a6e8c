import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createRecorder } from '@sallyport/audit'
import { type AuditEvent, type AuditFact, settableClock } from '@sallyport/protocol'
import type { AuditLedger } from '@sallyport/store'
import fc from 'fast-check'

const fact = (requestId: string): AuditFact => ({ type: 'fault', outcome: 'fault', requestId })

/** A ledger whose appends end when, and as, the test says. */
function start() {
  const appends: { ids: string[]; events: readonly AuditEvent[]; end: (error?: Error) => void }[] =
    []
  const ledger: AuditLedger = {
    append: (events) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => (error === undefined ? resolve() : reject(error))
        appends.push({ ids: events.map(({ requestId }) => requestId), events, end })
      }),
    since: async () => [],
    head: async () => 0,
  }
  const clock = settableClock(1_800_000_000_000.5)
  return { appends, clock, recorder: createRecorder({ ledger, clock }) }
}

/** Lets everything that can go on without the ledger go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

/** What has become of a promise so far. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  let state = 'pending'
  promise.then(
    () => {
      state = 'resolved'
    },
    () => {
      state = 'rejected'
    },
  )
  await settle()
  return state
}

suite('the recorder', () => {
  test('makes of a fact a frozen event with an id and the time', async () => {
    const { recorder, appends } = start()
    const recorded = recorder.record({ ...fact('r1'), reasons: ['store'] })
    await settle()
    const event = appends[0]?.events[0]
    assert.ok(event !== undefined && Object.isFrozen(event) && Object.isFrozen(event.reasons))
    assert.match(event.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    assert.equal(event.timeMs, 1_800_000_000_000)
    assert.deepEqual(
      { ...event, id: 'x' },
      {
        id: 'x',
        timeMs: 1_800_000_000_000,
        ...fact('r1'),
        reasons: ['store'],
      },
    )
    appends[0]?.end()
    await recorded
  })

  test('an event keeps the time at which it was recorded, not at which it was written', async () => {
    const { recorder, appends, clock } = start()
    const recorded = [recorder.record(fact('a'))]
    await settle()
    recorded.push(recorder.record(fact('b')))
    clock.advanceSeconds(60)
    appends[0]?.end()
    await settle()
    assert.equal(appends[1]?.events[0]?.timeMs, 1_800_000_000_000)
    appends[1]?.end()
    await Promise.all(recorded)
  })

  test('facts of one turn, and all that come during an append, share one append, in order', async () => {
    const { recorder, appends } = start()
    const first = ['a', 'b'].map((id) => recorder.record(fact(id)))
    await settle()
    const second = ['c', 'd', 'e'].map((id) => recorder.record(fact(id)))
    await settle()
    assert.deepEqual(
      appends.map(({ ids }) => ids),
      [['a', 'b']],
    )
    appends[0]?.end()
    await Promise.all(first)
    await settle()
    assert.deepEqual(
      appends.map(({ ids }) => ids),
      [
        ['a', 'b'],
        ['c', 'd', 'e'],
      ],
    )
    appends[1]?.end()
    await Promise.all(second)
  })

  test('resolves only after the append that holds the fact has committed', async () => {
    const { recorder, appends } = start()
    const a = recorder.record(fact('a'))
    await settle()
    const b = recorder.record(fact('b'))
    assert.equal(await stateOf(a), 'pending')
    appends[0]?.end()
    assert.equal(await stateOf(a), 'resolved')
    assert.equal(await stateOf(b), 'pending')
    appends[1]?.end()
    assert.equal(await stateOf(b), 'resolved')
  })

  test('P04 an append that fails rejects every fact in it, and only those', async () => {
    const { recorder, appends } = start()
    const failed = ['a', 'b'].map((id) => recorder.record(fact(id)))
    await settle()
    const kept = recorder.record(fact('c'))
    const settled = Promise.allSettled(failed)
    appends[0]?.end(new Error('disk full'))
    assert.deepEqual(
      (await settled).map((result) => result.status === 'rejected' && result.reason.message),
      ['disk full', 'disk full'],
    )
    await settle()
    appends[1]?.end()
    assert.equal(await stateOf(kept), 'resolved')
    assert.deepEqual(appends[1]?.ids, ['c'])
  })

  test('a ledger that throws at once rejects too, and the next fact is tried again', async () => {
    let isDown = true
    const written: AuditEvent[] = []
    const ledger: AuditLedger = {
      append(events) {
        if (isDown) throw new Error('closed')
        written.push(...events)
        return Promise.resolve()
      },
      since: async () => [],
      head: async () => 0,
    }
    const recorder = createRecorder({ ledger, clock: settableClock(0) })
    await assert.rejects(recorder.record(fact('a')), /closed/)
    isDown = false
    await recorder.record(fact('b'))
    assert.deepEqual(
      written.map(({ requestId }) => requestId),
      ['b'],
    )
  })

  test('P02 a fact that the schema refuses rejects, is not written, and is not shown', async () => {
    const { recorder, appends } = start()
    const secret = 'A'.repeat(60)
    const refused = recorder.record({ ...fact('bad'), subject: secret })
    const kept = recorder.record(fact('good'))
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof TypeError)
      assert.equal(error.message, 'the audit fact is refused: looks_like_a_token in `subject`')
      return true
    })
    await settle()
    assert.deepEqual(
      appends.map(({ ids }) => ids),
      [['good']],
    )
    appends[0]?.end()
    await kept
  })

  test('flush waits for all that was recorded, and does not mind that some of it failed', async () => {
    const { recorder, appends } = start()
    await recorder.flush()
    const a = Promise.allSettled([recorder.record(fact('a'))])
    await settle()
    const b = recorder.record(fact('b'))
    const flushed = recorder.flush()
    appends[0]?.end(new Error('disk full'))
    assert.equal(await stateOf(flushed), 'pending')
    appends[1]?.end()
    assert.equal(await stateOf(flushed), 'resolved')
    await Promise.all([a, b])
  })

  test('whatever comes when, everything is written once and in order', async () => {
    const schedule = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(schedule, async (pauses) => {
        const written: string[] = []
        let open = 0
        const ledger: AuditLedger = {
          async append(events) {
            open += 1
            assert.equal(open, 1)
            for (let i = 0; i < events.length % 3; i += 1) await settle()
            written.push(...events.map(({ requestId }) => requestId))
            open -= 1
          },
          since: async () => [],
          head: async () => 0,
        }
        const recorder = createRecorder({ ledger, clock: settableClock(0) })
        const recorded: Promise<void>[] = []
        for (const [i, pause] of pauses.entries()) {
          recorded.push(
            recorder.record(fact(`r${i}`)).then(() => {
              assert.ok(written.includes(`r${i}`))
            }),
          )
          for (let turn = 0; turn < pause; turn += 1) await settle()
        }
        await recorder.flush()
        await Promise.all(recorded)
        assert.deepEqual(
          written,
          pauses.map((_, i) => `r${i}`),
        )
      }),
      { numRuns: 50 },
    )
  })
})
