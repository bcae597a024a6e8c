import type { AuditEvent, AuditFact, Clock, Recorder } from '@sallyport/protocol'
import type { AuditLedger } from '@sallyport/store'
import { checkAuditFact } from '../events/check-audit-fact.ts'

interface Waiting {
  readonly event: AuditEvent
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Makes the recorder that keeps facts in the audit ledger. Facts of one turn, and all that come while
 * an append is under way, go into one append, so that a busy server pays for a commit once and not once
 * a request. `record` resolves after the append that holds its fact has committed, and rejects if that
 * append failed or `checkAuditFact` refuses the fact. Order is kept. `flush` resolves when everything
 * recorded so far is kept or has been rejected.
 */
export function createRecorder(options: {
  readonly ledger: AuditLedger
  readonly clock: Clock
  /** Unique identifiers; random UUIDs by default. */
  readonly newId?: () => string
}): Recorder & { flush(): Promise<void> } {
  const { ledger, clock, newId = () => crypto.randomUUID() } = options
  let waiting: Waiting[] = []
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    // Lets the rest of this turn join the first append.
    await Promise.resolve()
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        await ledger.append(batch.map(({ event }) => event))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    writing = undefined
  }

  return {
    async record(fact) {
      const event = makeEvent(fact, newId(), clock)
      await new Promise<void>((resolve, reject) => {
        waiting.push({ event, resolve, reject })
        writing ??= write()
      })
    },
    async flush() {
      await writing
    },
  }
}

function makeEvent(fact: AuditFact, id: string, clock: Clock): AuditEvent {
  const checked = checkAuditFact(fact)
  if (!checked.ok) {
    const { problem, field } = checked.refusal
    const where = field === undefined ? '' : ` in \`${field}\``
    throw new TypeError(`the audit fact is refused: ${problem}${where}`)
  }
  return Object.freeze({ ...checked.value, id, timeMs: Math.floor(clock.nowMs()) })
}
