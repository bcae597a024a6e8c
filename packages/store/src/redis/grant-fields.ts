import type {
  CodeRecord,
  FamilyRecord,
  GrantEnd,
  GrantFacts,
  GrantRecord,
} from '../ledgers/grant-ledger.ts'
import {
  damaged,
  parseInteger,
  parseJson,
  type RedisFields,
  readInteger,
  readIntegerOrNull,
  readText,
  readWord,
} from './redis-fields.ts'

/** The facts as one text, which no script looks into. */
export function writeFacts(facts: GrantFacts): string {
  const { grantId, clientId, subject, sessionId, authTime, acr, amr, scope, resources } = facts
  return JSON.stringify([
    grantId,
    clientId,
    subject,
    sessionId,
    authTime,
    acr ?? null,
    amr,
    scope,
    resources,
  ])
}

export function parseFacts(text: string): GrantFacts {
  const value = parseJson(text, 'facts')
  if (!Array.isArray(value) || value.length !== 9) throw damaged('facts')
  const [grantId, clientId, subject, sessionId, authTime, acr, amr, scope, resources] = value
  return {
    grantId: textOf(grantId),
    clientId: textOf(clientId),
    subject: textOf(subject),
    sessionId: textOf(sessionId),
    authTime: parseInteger(String(authTime), 'facts'),
    ...(acr === null ? {} : { acr: textOf(acr) }),
    amr: listOf(amr),
    scope: listOf(scope),
    resources: listOf(resources),
  }
}

export function codeFrom(fields: RedisFields): CodeRecord {
  const nonce = fields.get('nonce')
  return Object.freeze({
    ...parseFacts(readText(fields, 'facts')),
    codeDigest: readText(fields, 'digest'),
    redirectUri: readText(fields, 'redirect'),
    codeChallenge: readText(fields, 'challenge'),
    ...(nonce === undefined ? {} : { nonce }),
    expiresAt: readInteger(fields, 'expires'),
  })
}

/** `isCovered`: a revocation of the feed covers it, so that it is dead whatever the record says. */
export function grantFrom(fields: RedisFields, isCovered: boolean): GrantRecord {
  const family = familyFrom(fields)
  const written = readWord(fields, 'status', ['live', 'dead'])
  const status = isCovered ? 'dead' : written
  const endedBecause = written === 'dead' ? readWord(fields, 'ended', grantEnds) : 'revoked'
  return Object.freeze({
    ...parseFacts(readText(fields, 'facts')),
    status,
    ...(status === 'live' ? {} : { endedBecause }),
    createdAt: readInteger(fields, 'created'),
    ...(family === undefined ? {} : { family }),
  })
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

function familyFrom(fields: RedisFields): FamilyRecord | undefined {
  const currentDigest = fields.get('current')
  if (currentDigest === undefined) return undefined
  return Object.freeze({
    binding: fields.get('binding') ?? null,
    device: fields.get('device') ?? null,
    generation: readInteger(fields, 'generation'),
    currentDigest,
    previousDigest: fields.get('previous') ?? null,
    rotatedAt: readIntegerOrNull(fields, 'rotated'),
    sealedSuccessor: fields.get('sealed') ?? null,
    lastUsedAt: readInteger(fields, 'used'),
    absoluteExpiresAt: readInteger(fields, 'absolute'),
  })
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw damaged('facts')
  return value
}

function listOf(value: unknown): readonly string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw damaged('facts')
  }
  return Object.freeze(value)
}
