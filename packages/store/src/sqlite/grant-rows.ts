import type {
  CodeRecord,
  FamilyRecord,
  GrantEnd,
  GrantFacts,
  GrantRecord,
  LiveGrant,
} from '../ledgers/grant-ledger.ts'
import {
  type Row,
  readInteger,
  readIntegerOrNull,
  readText,
  readTextList,
  readTextOrNull,
  readWord,
} from '../rows/row.ts'

/** A row of `codes`: the record, and what became of it. */
interface StoredCode {
  readonly code: CodeRecord
  readonly badTries: number
  readonly isDead: boolean
  /** Seconds since the epoch; null: not yet. */
  readonly redeemedAt: number | null
}

export function storedCodeFrom(row: Row): StoredCode {
  const nonce = readTextOrNull(row, 'nonce')
  const code = Object.freeze({
    ...factsFrom(row),
    codeDigest: readText(row, 'code_digest'),
    redirectUri: readText(row, 'redirect_uri'),
    codeChallenge: readText(row, 'code_challenge'),
    ...(nonce === null ? {} : { nonce }),
    expiresAt: readInteger(row, 'expires_at'),
  })
  return {
    code,
    badTries: readInteger(row, 'bad_tries'),
    isDead: readInteger(row, 'is_dead') !== 0,
    redeemedAt: readIntegerOrNull(row, 'redeemed_at'),
  }
}

export function grantFrom(row: Row): GrantRecord {
  const family = familyFrom(row)
  const endedBecause =
    row.ended_because === null ? undefined : readWord(row, 'ended_because', grantEnds)
  return Object.freeze({
    ...factsFrom(row),
    status: readWord(row, 'status', ['live', 'dead']),
    ...(endedBecause === undefined ? {} : { endedBecause }),
    createdAt: readInteger(row, 'created_at'),
    ...(family === undefined ? {} : { family }),
  })
}

/** A row of any of the tables, with its `stage` and `last_used_at`. */
export function liveGrantFrom(row: Row): LiveGrant {
  const lastUsedAt = readIntegerOrNull(row, 'last_used_at')
  return Object.freeze({
    ...factsFrom(row),
    stage: readWord(row, 'stage', ['code', 'device', 'grant']),
    ...(lastUsedAt === null ? {} : { lastUsedAt }),
  })
}

/** The facts of a code or grant as named parameters of a statement. */
export function factParameters(facts: GrantFacts) {
  return {
    grantId: facts.grantId,
    clientId: facts.clientId,
    subject: facts.subject,
    sessionId: facts.sessionId,
    authTime: facts.authTime,
    acr: facts.acr ?? null,
    amr: JSON.stringify(facts.amr),
    scope: JSON.stringify(facts.scope),
    resources: JSON.stringify(facts.resources),
  }
}

const grantEnds = [
  'code_replayed',
  'refresh_token_reused',
  'device_changed',
  'revoked',
  'idle',
  'absolute',
  'rotations',
] as const satisfies readonly GrantEnd[]

function factsFrom(row: Row): GrantFacts {
  const acr = readTextOrNull(row, 'acr')
  return {
    grantId: readText(row, 'grant_id'),
    clientId: readText(row, 'client_id'),
    subject: readText(row, 'subject'),
    sessionId: readText(row, 'session_id'),
    authTime: readInteger(row, 'auth_time'),
    ...(acr === null ? {} : { acr }),
    amr: readTextList(row, 'amr'),
    scope: readTextList(row, 'scope'),
    resources: readTextList(row, 'resources'),
  }
}

function familyFrom(row: Row): FamilyRecord | undefined {
  const currentDigest = readTextOrNull(row, 'current_digest')
  if (currentDigest === null) return undefined
  return Object.freeze({
    binding: readTextOrNull(row, 'binding'),
    device: readTextOrNull(row, 'device'),
    generation: readInteger(row, 'generation'),
    currentDigest,
    previousDigest: readTextOrNull(row, 'previous_digest'),
    rotatedAt: readIntegerOrNull(row, 'rotated_at'),
    sealedSuccessor: readTextOrNull(row, 'sealed_successor'),
    lastUsedAt: readInteger(row, 'last_used_at'),
    absoluteExpiresAt: readInteger(row, 'absolute_expires_at'),
  })
}
