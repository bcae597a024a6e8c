import type { SqliteConnection } from './connection.ts'

/** Every statement about codes and grants. */
export function prepareGrantStatements(connection: SqliteConnection) {
  const facts = 'grant_id, client_id, subject, session_id, auth_time, acr, amr, scope, resources'
  const factValues =
    ':grantId, :clientId, :subject, :sessionId, :authTime, :acr, :amr, :scope, :resources'
  const liveBy = (column: 'subject' | 'session_id') =>
    `select ${facts}, 'code' as stage, null as last_used_at from codes
       where ${column} = :id and redeemed_at is null and is_dead = 0 and expires_at > :now
     union all
     select grant_id, client_id, subject, session_id, approval ->> '$.authTime',
         approval ->> '$.acr', approval -> '$.amr', approval -> '$.scope', resources, 'device', null
       from devices where ${column} = :id and status = 'approved' and expires_at > :now
     union all
     select ${facts}, 'grant', last_used_at from grants
       where ${column} = :id and status = 'live' and keep_until > :now
     order by grant_id`
  return {
    findCode: connection.prepare('select * from codes where grant_id = ?'),
    findGrant: connection.prepare('select * from grants where grant_id = ?'),
    addCode: connection.prepare(
      `insert into codes (${facts}, code_digest, redirect_uri, code_challenge, nonce, expires_at,
         is_dead, keep_until)
       values (${factValues}, :codeDigest, :redirectUri, :codeChallenge, :nonce, :expiresAt,
         :isDead, :expiresAt)`,
    ),
    countBadTry: connection.prepare(
      'update codes set bad_tries = bad_tries + 1 where grant_id = ?',
    ),
    markRedeemed: connection.prepare(
      `update codes set redeemed_at = :now, keep_until = max(keep_until, :keepUntil)
       where grant_id = :grantId`,
    ),
    addGrant: connection.prepare(
      `insert into grants (${facts}, status, created_at, keep_until, current_digest, binding,
         device, generation, last_used_at, absolute_expires_at)
       values (${factValues}, 'live', :now, :keepUntil, :currentDigest, :binding, :device,
         :generation, :lastUsedAt, :absoluteExpiresAt)`,
    ),
    takeDevice: connection.prepare(
      `delete from devices where device_code_digest = :deviceCodeDigest and grant_id = :grantId
         and client_id = :clientId and status = 'approved'`,
    ),
    kill: connection.prepare(
      `update grants set status = 'dead', ended_because = :because where grant_id = :grantId`,
    ),
    swap: connection.prepare(
      `update grants set generation = generation + 1, previous_digest = current_digest,
         current_digest = :successorDigest, sealed_successor = :sealedSuccessor,
         rotated_at = :now, last_used_at = max(last_used_at, :now)
       where grant_id = :grantId`,
    ),
    blockUser: connection.prepare(
      `update users set blocked_until = :blockUntil
       where sub = :subject and (blocked_until is null or blocked_until <= :now)`,
    ),
    liveOfSubject: connection.prepare(liveBy('subject')),
    liveOfSession: connection.prepare(liveBy('session_id')),
    pruneCodes: connection.prepare('delete from codes where keep_until <= ?'),
    pruneGrants: connection.prepare('delete from grants where keep_until <= ?'),
  }
}
