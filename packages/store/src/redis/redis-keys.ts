import { hash } from 'node:crypto'
import type { RevocationTarget } from '@sallyport/protocol'

/** The buckets over which grants are spread: one a value of the first byte of a grant id's digest. */
export const grantBuckets = 256

/**
 * The names of all keys. Ids are digested: no key name shows one. What is in braces decides the slot in a
 * Cluster: a grant's keys are in the slot of its bucket, the feed's in that of `{feed}`.
 */
export type RedisKeys = ReturnType<typeof createRedisKeys>

export function createRedisKeys(prefix: string) {
  if (/[{}]/.test(prefix)) throw new Error('the `prefix` of Redis keys has no braces')
  const bucketOf = (digest: string) =>
    (Buffer.from(digest, 'base64url')[0] ?? 0).toString(16).padStart(2, '0')
  const outbox = (bucket: string) => `${prefix}{g${bucket}}:outbox`
  const feed = `${prefix}{feed}`
  return {
    /** Code, tombstone and family of a grant. */
    grant: (grantId: string) => {
      const digest = digestOf(grantId)
      const bucket = bucketOf(digest)
      return { record: `${prefix}{g${bucket}}:${digest}`, outbox: outbox(bucket) }
    },
    /** A device, in the bucket of the grant that it waits for. */
    device: (grantId: string, deviceCodeDigest: string) =>
      `${prefix}{g${bucketOf(digestOf(grantId))}}:device:${digestOf(deviceCodeDigest)}`,
    /** What leaves the slots of grants; all of them. */
    outboxes: Array.from({ length: grantBuckets }, (_, i) =>
      outbox(i.toString(16).padStart(2, '0')),
    ),
    deviceByUserCode: (digest: string) => `${prefix}user-code:${digestOf(digest)}`,
    deviceByDeviceCode: (digest: string) => `${prefix}device-code:${digestOf(digest)}`,
    grantsOfSubject: (subject: string) => `${prefix}subject:${digestOf(subject)}`,
    grantsOfSession: (sessionId: string) => `${prefix}session-grants:${digestOf(sessionId)}`,
    session: (digest: string) => `${prefix}session:${digestOf(digest)}`,
    interaction: (id: string) => `${prefix}interaction:${digestOf(id)}`,
    pushedRequest: (digest: string) => `${prefix}pushed:${digestOf(digest)}`,
    oneTime: (key: string) => `${prefix}once:${digestOf(key)}`,
    failure: (key: string) => `${prefix}failure:${digestOf(key)}`,
    feed: {
      /** The stream. */
      entries: `${feed}:entries`,
      /** Position of the last entry. */
      last: `${feed}:last`,
      /** Position at which the memory of this feed begins. */
      born: `${feed}:born`,
      /** Position of the entry that a delivery from an outbox has made. */
      delivered: (delivery: string) => `${feed}:delivered:${delivery}`,
      mark: (target: RevocationTarget) =>
        target.kind === 'all' ? `${feed}:all` : `${feed}:${target.kind}:${digestOf(target.id)}`,
    },
  }
}

/** 128 bits of SHA-256: enough that nobody finds a second id with the same. */
function digestOf(id: string): string {
  return hash('sha256', id, 'base64url').slice(0, 22)
}
