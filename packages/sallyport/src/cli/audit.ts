import { followAudit, formatAuditEvent } from '@sallyport/audit'
import type { AuditLedger } from '@sallyport/store'
import type { CommandWorld } from './command-world.ts'
import type { ConfigurationOptions } from './load-configuration.ts'
import { withStore } from './with-store.ts'

interface AuditTailOptions extends ConfigurationOptions {
  readonly fromStart?: boolean
  readonly json?: boolean
  readonly follow: boolean
  readonly lines: number
}

/** `audit tail`: the last events, then every new one until interrupted. */
export async function tailAudit(world: CommandWorld, options: AuditTailOptions) {
  await withStore(world, options, async ({ store }) => {
    const format = options.json === true ? 'json' : 'text'
    const head = await store.audit.head()
    const from = options.fromStart === true ? 0 : Math.max(0, head - options.lines)
    const events = options.follow
      ? followAudit({ ledger: store.audit, from, signal: world.interrupted() })
      : readAudit(store.audit, from, head)
    for await (const { event } of events)
      await world.terminal.print(formatAuditEvent(event, format))
  })
}

const pageSize = 500

async function* readAudit(ledger: AuditLedger, from: number, to: number) {
  let position = from
  while (position < to) {
    const page = await ledger.since(position, pageSize)
    if (page.length === 0) return
    for (const stored of page) {
      if (stored.position > to) return
      yield stored
      position = stored.position
    }
  }
}
