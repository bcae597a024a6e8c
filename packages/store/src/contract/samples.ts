import type { AuditEvent, KeyRecord } from '@sallyport/protocol'
import type { ClientRecord } from '../ledgers/client-ledger.ts'
import type { CodeRecord, CodeRedemption, Rotation } from '../ledgers/grant-ledger.ts'
import { longestAccessTokenSeconds } from '../ledgers/revocation-ledger.ts'
import type { SessionRecord } from '../ledgers/session-ledger.ts'
import type { UserRecord } from '../ledgers/user-ledger.ts'
import type { Store } from '../store.ts'

/** The time at which every contract test starts; seconds since the epoch. */
export const start = 1_800_000_000

export const idleSeconds = 1000
/** Life of a sample family, seconds. */
export const absoluteSeconds = 5000

export function sampleUser(changes: Partial<UserRecord> = {}): UserRecord {
  return {
    sub: 'user-alice',
    username: 'alice',
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
    roles: ['employee'],
    department: 'finance',
    scopes: ['read:documents'],
    status: 'active',
    createdAt: start,
    updatedAt: start,
    ...changes,
  }
}

export function sampleClient(changes: Partial<ClientRecord> = {}): ClientRecord {
  return {
    client_id: 'reader',
    client_name: 'Reader',
    redirect_uris: ['https://reader.example/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: 'read:documents',
    origin: 'operator',
    secrets: [{ digest: 'digest of the secret', createdAt: start }],
    status: 'active',
    createdAt: start,
    updatedAt: start,
    ...changes,
  }
}

export function sampleKey(changes: Partial<KeyRecord> = {}): KeyRecord {
  return {
    kid: 'key-1',
    alg: 'ES256',
    publicJwk: '{"kty":"EC"}',
    sealedPrivateKey: 'sealed',
    status: 'signing',
    createdAt: start,
    signsFrom: start,
    ...changes,
  }
}

/** A key that is published and does not sign yet. */
export function sampleNextKey(changes: Partial<KeyRecord> = {}): KeyRecord {
  return sampleKey({ kid: 'next-1', status: 'next', signsFrom: start + 1000, ...changes })
}

export function sampleCode(changes: Partial<CodeRecord> = {}): CodeRecord {
  return {
    grantId: 'grant-1',
    clientId: 'reader',
    subject: 'user-alice',
    sessionId: 'session-1',
    authTime: start - 10,
    acr: 'urn:example:password',
    amr: ['pwd'],
    scope: ['read:documents', 'write:documents'],
    resources: ['https://documents.example'],
    codeDigest: 'digest of the code',
    redirectUri: 'https://reader.example/callback',
    codeChallenge: 'challenge',
    expiresAt: start + 60,
    ...changes,
  }
}

/** The valid redemption of `sampleCode`, with a refresh family. */
export function sampleRedemption(changes: Partial<CodeRedemption> = {}): CodeRedemption {
  return {
    grantId: 'grant-1',
    codeDigest: 'digest of the code',
    clientId: 'reader',
    redirectUri: 'https://reader.example/callback',
    codeChallenge: 'challenge',
    now: start + 1,
    family: {
      tokenDigest: refreshDigest(0),
      absoluteExpiresAt: start + absoluteSeconds,
      binding: null,
      device: null,
    },
    keepUntil: start + absoluteSeconds + longestAccessTokenSeconds,
    ...changes,
  }
}

/** The digest of a sample refresh token; `generation` counts from 0. */
export function refreshDigest(generation: number): string {
  return `digest of refresh token ${generation}`
}

/** The use of the refresh token of a generation, in the family of `sampleRedemption`; no retries. */
export function sampleRotation(generation: number, changes: Partial<Rotation> = {}): Rotation {
  return {
    grantId: 'grant-1',
    clientId: 'reader',
    binding: null,
    device: null,
    tokenDigest: refreshDigest(generation),
    generation,
    successorDigest: refreshDigest(generation + 1),
    sealedSuccessor: null,
    now: start + 2,
    idleSeconds,
    retrySeconds: 0,
    ...changes,
  }
}

export function sampleSession(changes: Partial<SessionRecord> = {}): SessionRecord {
  return {
    digest: 'digest of the cookie',
    sessionId: 'session-1',
    subject: 'user-alice',
    authTime: start - 10,
    amr: ['pwd'],
    clients: [],
    lastSeenAt: start,
    expiresAt: start + absoluteSeconds,
    ...changes,
  }
}

export function sampleEvent(id: string, changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id,
    timeMs: start * 1000,
    type: 'token.issued',
    outcome: 'success',
    requestId: 'request-1',
    subject: 'user-alice',
    resource: { type: 'document', id: '1' },
    reasons: ['first', 'second'],
    ...changes,
  }
}

/** Saves the sample code and redeems it: a live grant with its family at generation 0. */
export async function startFamily(
  store: Store,
  code: Partial<CodeRecord> = {},
  redemption: Partial<CodeRedemption> = {},
): Promise<void> {
  await store.grants.saveCode(sampleCode(code))
  const { grantId, codeDigest, clientId } = sampleCode(code)
  const outcome = await store.grants.redeemCode(
    sampleRedemption({ grantId, codeDigest, clientId, ...redemption }),
  )
  if (outcome.kind !== 'redeemed') throw new Error(`the sample code is ${outcome.kind}`)
}

/** How often each kind of outcome came, for tests of many calls at once. */
export function countKinds(outcomes: readonly { readonly kind: string }[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { kind } of outcomes) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/** The targets in the revocation feed, oldest first. */
export async function revokedTargets(store: Store) {
  const entries = await store.revocations.since(0, 1_000_000)
  return entries.map((entry) => entry.target)
}
