import type { Generated } from 'kysely'

/** The tables as Kysely knows them. Times are seconds since the epoch; lists and objects JSON text. */
export interface Tables {
  users: UserTable
  clients: ClientTable
  client_origins: ClientOriginTable
  consents: ConsentTable
  signing_keys: SigningKeyTable
  audit_events: AuditEventTable
  pending_revocations: PendingRevocationTable
}

interface UserTable {
  sub: string
  username: string
  name: string | null
  email: string | null
  password_hash: string | null
  roles: string
  department: string | null
  scopes: string
  status: string
  blocked_until: Generated<number | null>
  /** When a block was last lifted. */
  unblocked_at: Generated<number | null>
  created_at: number
  updated_at: number
}

interface ClientTable {
  client_id: string
  origin: string
  metadata: string
  secrets: string
  registration_digest: string | null
  registration_expires_at: number | null
  status: string
  created_at: number
  updated_at: number
}

/** The web origins of public clients, for an index to answer. */
interface ClientOriginTable {
  origin: string
  client_id: string
}

interface ConsentTable {
  subject: string
  client_id: string
  resource: string
  scope: string
  client_digest: string
  granted_at: number
}

interface SigningKeyTable {
  sequence: Generated<number>
  kid: string
  alg: string
  public_jwk: string
  sealed_private_key: string
  status: string
  created_at: number
  signs_from: number
  retired_at: number | null
}

interface AuditEventTable {
  position: Generated<number>
  id: string
  type: string
  request_id: string
  event: string
}

/** Revocations that a change here has caused and the hot side has not confirmed. */
interface PendingRevocationTable {
  sequence: Generated<number>
  /** Unique for ever, so that delivering it twice is noticed. */
  id: string
  kind: string
  target_id: string | null
  revoked_at: number
  /** By the clock of PostgreSQL: until then somebody is delivering it. */
  leased_until: Generated<Date>
}
