import type { Store } from '../store.ts'
import { createAwaitRevocations } from './await-revocations.ts'
import { type Durability, openConnection } from './connection.ts'
import { createEndTokens } from './end-tokens.ts'
import { createRevocationFeed } from './revocation-feed.ts'
import { createSqliteAuditLedger } from './sqlite-audit-ledger.ts'
import { createSqliteClientLedger } from './sqlite-client-ledger.ts'
import { createSqliteConsentLedger } from './sqlite-consent-ledger.ts'
import { createSqliteDeviceLedger } from './sqlite-device-ledger.ts'
import { createSqliteFailureLedger } from './sqlite-failure-ledger.ts'
import { createSqliteGrantLedger } from './sqlite-grant-ledger.ts'
import { createSqliteInteractionLedger } from './sqlite-interaction-ledger.ts'
import { createSqliteKeyLedger } from './sqlite-key-ledger.ts'
import { createSqliteOneTimeLedger } from './sqlite-one-time-ledger.ts'
import { createSqlitePushedRequestLedger } from './sqlite-pushed-request-ledger.ts'
import { createSqliteRevocationLedger } from './sqlite-revocation-ledger.ts'
import { createSqliteSessionLedger } from './sqlite-session-ledger.ts'
import { createSqliteUserLedger } from './sqlite-user-ledger.ts'

export type { Durability } from './connection.ts'

/**
 * Opens the embedded store: everything in one SQLite file, created readable by its owner only, or in
 * memory for `:memory:`. `durability: 'power'` waits for the disk at every commit, `'process'` leaves
 * that to the operating system (what is acknowledged survives `kill -9`, not the loss of power).
 * Several processes of one host may open one file. Throws where the file cannot be opened, was
 * written by a newer version or belongs to another program.
 */
export function openSqliteStore(options: {
  /** A path, or `:memory:`. */
  readonly file: string
  readonly durability: Durability
}): Store {
  checkOptions(options)
  const connection = openConnection(options)
  const feed = createRevocationFeed(connection)
  const endTokens = createEndTokens(connection, feed)
  const awaited = createAwaitRevocations(connection, feed)
  return {
    users: createSqliteUserLedger(connection, endTokens),
    clients: createSqliteClientLedger(connection),
    consents: createSqliteConsentLedger(connection),
    keys: createSqliteKeyLedger(connection, endTokens),
    grants: createSqliteGrantLedger(connection, feed, endTokens),
    sessions: createSqliteSessionLedger(connection, feed),
    interactions: createSqliteInteractionLedger(connection),
    pushedRequests: createSqlitePushedRequestLedger(connection),
    devices: createSqliteDeviceLedger(connection, feed),
    oneTimes: createSqliteOneTimeLedger(connection),
    failures: createSqliteFailureLedger(connection),
    revocations: createSqliteRevocationLedger(connection, feed, endTokens, awaited),
    audit: createSqliteAuditLedger(connection),
    close: async () => {
      await connection.close()
      awaited.wakeAll()
    },
  }
}

function checkOptions(options: { readonly file: string; readonly durability: Durability }): void {
  // An empty name would open a temporary database that is gone at close.
  if (options.file === '') throw new Error('`file` is empty; name a file or `:memory:`')
  if (options.durability !== 'power' && options.durability !== 'process') {
    throw new Error(`\`durability\` is \`${options.durability}\`; use \`process\` or \`power\``)
  }
}
