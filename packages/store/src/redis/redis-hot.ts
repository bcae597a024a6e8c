import type { GrantIndex } from './grant-index.ts'
import type { Horizon } from './horizon.ts'
import type { MarkReader } from './marks.ts'
import type { Outbox } from './outbox.ts'
import type { RedisConnection } from './redis-connection.ts'
import type { RedisKeys } from './redis-keys.ts'

/** What the ledgers of grants and devices work with. */
export interface RedisHot {
  readonly connection: RedisConnection
  readonly keys: RedisKeys
  readonly marks: MarkReader
  readonly outbox: Outbox
  readonly index: GrantIndex
  /** Of grants and their codes. */
  readonly grantHorizon: Horizon
  readonly deviceHorizon: Horizon
  readonly onError: (error: unknown) => void
}
