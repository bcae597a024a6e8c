import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { followAudit } from '@sallyport/audit'
import type { AuditEvent, AuditEventType } from '@sallyport/protocol'
import type { AuditLedger, StoredAuditEvent } from '@sallyport/store'

function memoryAuditLedger() {
  const stored: StoredAuditEvent[] = []
  const ledger: AuditLedger = {
    async append(events) {
      for (const event of events) stored.push({ position: stored.length + 1, event })
    },
    async since(position, limit, filter) {
      const { types, requestId } = filter ?? {}
      return stored
        .filter(({ event }) => types === undefined || types.includes(event.type))
        .filter(({ event }) => requestId === undefined || event.requestId === requestId)
        .filter((entry) => entry.position > position)
        .slice(0, limit)
    },
    head: async () => stored.length,
  }
  const add = (requestId: string, type: AuditEventType = 'fault') => {
    const event: AuditEvent = { id: requestId, timeMs: 0, type, outcome: 'fault', requestId }
    return ledger.append([event])
  }
  return { ledger, add }
}

/** Takes events until there are `count`, running `between` after each. */
async function takeEvents(
  events: AsyncIterable<StoredAuditEvent>,
  count: number,
  between: (seen: number) => Promise<void> = async () => {},
): Promise<string[]> {
  const seen: string[] = []
  for await (const { event } of events) {
    seen.push(event.requestId)
    if (seen.length === count) break
    await between(seen.length)
  }
  return seen
}

suite('followAudit', () => {
  test('gives what is there from the start, in order, and then what comes', async () => {
    const { ledger, add } = memoryAuditLedger()
    for (const id of ['a', 'b']) await add(id)
    const { signal } = new AbortController()
    const events = followAudit({ ledger, from: 'start', intervalMs: 1, signal })
    const seen = await takeEvents(events, 4, async (count) => {
      if (count === 2) setTimeout(() => void add('c').then(() => add('d')), 10)
    })
    assert.deepEqual(seen, ['a', 'b', 'c', 'd'])
  })

  test('from the end gives only what comes', async () => {
    const { ledger, add } = memoryAuditLedger()
    await add('old')
    const { signal } = new AbortController()
    const seen = takeEvents(followAudit({ ledger, from: 'end', intervalMs: 1, signal }), 1)
    setTimeout(() => void add('new'), 10)
    assert.deepEqual(await seen, ['new'])
  })

  test('from a position gives what is after it, more than a page of it', async () => {
    const { ledger, add } = memoryAuditLedger()
    for (let i = 1; i <= 1300; i += 1) await add(`r${i}`)
    const { signal } = new AbortController()
    const seen = await takeEvents(followAudit({ ledger, from: 100, intervalMs: 1, signal }), 1200)
    assert.deepEqual(
      seen,
      Array.from({ length: 1200 }, (_, i) => `r${i + 101}`),
    )
  })

  test('gives only what the filter lets through', async () => {
    const { ledger, add } = memoryAuditLedger()
    await add('a', 'fault')
    await add('b', 'limit.hit')
    await add('c', 'fault')
    const { signal } = new AbortController()
    const filter = { types: ['fault'] as const }
    const events = followAudit({ ledger, from: 'start', intervalMs: 1, signal, filter })
    assert.deepEqual(await takeEvents(events, 2), ['a', 'c'])
  })

  test('ends with the signal: while it waits, while it asks, and between two events', async () => {
    const { ledger, add } = memoryAuditLedger()
    for (const id of ['a', 'b']) await add(id)

    const waiting = new AbortController()
    const follow = followAudit({
      ledger,
      from: 'end',
      intervalMs: 3_600_000,
      signal: waiting.signal,
    })
    setTimeout(() => waiting.abort(), 10)
    assert.deepEqual(await takeEvents(follow, 9), [])

    const asking = new AbortController()
    const slow: AuditLedger = {
      ...ledger,
      since: async (position, limit) => {
        asking.abort()
        return ledger.since(position, limit)
      },
    }
    const asked = followAudit({ ledger: slow, from: 'start', signal: asking.signal })
    assert.deepEqual(await takeEvents(asked, 9), [])

    const between = new AbortController()
    const events = followAudit({ ledger, from: 'start', signal: between.signal })
    assert.deepEqual(await takeEvents(events, 9, async () => between.abort()), ['a'])

    assert.deepEqual(
      await takeEvents(followAudit({ ledger, from: 'start', signal: AbortSignal.abort() }), 9),
      [],
    )
  })

  test('throws what the ledger throws', async () => {
    const { ledger } = memoryAuditLedger()
    const broken: AuditLedger = {
      ...ledger,
      since: () => Promise.reject(new Error('store is down')),
    }
    const { signal } = new AbortController()
    const events = followAudit({ ledger: broken, from: 'start', signal })
    await assert.rejects(takeEvents(events, 1), /store is down/)
  })
})
