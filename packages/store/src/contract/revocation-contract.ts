import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RevocationTarget } from '@sallyport/protocol'
import {
  keyRevocationSeconds,
  longestAccessTokenSeconds,
  revocationLeewaySeconds,
} from '../ledgers/revocation-ledger.ts'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import {
  idleSeconds,
  revokedTargets,
  sampleCode,
  sampleRedemption,
  sampleRotation,
  sampleSession,
  start,
  startFamily,
} from './samples.ts'

/** What ends with each kind of target: the grants, codes and sessions of these owners. */
const cascades: readonly {
  readonly target: RevocationTarget
  readonly endsGrants: readonly string[]
  readonly endsSessions: readonly string[]
}[] = [
  { target: { kind: 'token', id: 'token-1' }, endsGrants: [], endsSessions: [] },
  { target: { kind: 'token', id: 'a' }, endsGrants: [], endsSessions: [] },
  { target: { kind: 'grant', id: 'a' }, endsGrants: ['a'], endsSessions: [] },
  { target: { kind: 'session', id: 'session-a' }, endsGrants: ['a'], endsSessions: ['a'] },
  { target: { kind: 'client', id: 'client-ab' }, endsGrants: ['a', 'b'], endsSessions: [] },
  {
    target: { kind: 'subject', id: 'subject-bc' },
    endsGrants: ['b', 'c'],
    endsSessions: ['b', 'c'],
  },
  { target: { kind: 'key', id: 'a' }, endsGrants: [], endsSessions: [] },
  { target: { kind: 'all' }, endsGrants: ['a', 'b', 'c'], endsSessions: ['a', 'b', 'c'] },
  { target: { kind: 'grant', id: 'nobody' }, endsGrants: [], endsSessions: [] },
]

const owners = {
  a: { sessionId: 'session-a', clientId: 'client-ab', subject: 'subject-a' },
  b: { sessionId: 'session-b', clientId: 'client-ab', subject: 'subject-bc' },
  c: { sessionId: 'session-c', clientId: 'client-c', subject: 'subject-bc' },
}

/** The fact of a token by which a target of a kind is found. */
const factOf = {
  token: 'tokenId',
  session: 'sessionId',
  grant: 'grantId',
  client: 'clientId',
  subject: 'subject',
  key: 'keyId',
} as const

export function revocationContract(openStore: OpenStore): void {
  const revoke = (store: Store, target: RevocationTarget, now = start + 10) =>
    store.revocations.revoke({ target, now })

  test(
    'a token is revoked by each of its facts, and by none that is another',
    onStore(openStore, async (store) => {
      const token = {
        tokenId: 'token-1',
        keyId: 'key-1',
        sessionId: 'session-1',
        grantId: 'grant-1',
        clientId: 'client-1',
        subject: 'subject-1',
        issuedAt: start,
      }
      const targets: readonly RevocationTarget[] = [
        { kind: 'token', id: 'token-1' },
        { kind: 'session', id: 'session-1' },
        { kind: 'grant', id: 'grant-1' },
        { kind: 'client', id: 'client-1' },
        { kind: 'subject', id: 'subject-1' },
        { kind: 'key', id: 'key-1' },
      ]
      const of = (name: string, changes: object = {}) => ({
        tokenId: `token-${name}`,
        keyId: `key-${name}`,
        sessionId: `session-${name}`,
        grantId: `grant-${name}`,
        clientId: `client-${name}`,
        subject: `subject-${name}`,
        issuedAt: start,
        ...changes,
      })
      assert.equal(await store.revocations.isRevoked(token), false)
      for (const [i, { kind }] of targets.entries()) {
        if (kind === 'all') continue
        await revoke(store, { kind, id: `${kind}-${i}x` }, start)
        const hit = of('9', { [factOf[kind]]: `${kind}-${i}x` })
        assert.equal(await store.revocations.isRevoked(hit), true, kind)
        assert.equal(await store.revocations.isRevoked(of('9')), false, kind)
        const later = { ...hit, issuedAt: start + 1 }
        const isForEver = kind !== 'client' && kind !== 'subject'
        assert.equal(await store.revocations.isRevoked(later), isForEver, kind)
      }
      assert.equal(await store.revocations.isRevoked(token), false)
      const bare = { tokenId: 'bare', clientId: 'client', subject: 'client', issuedAt: start }
      assert.equal(await store.revocations.isRevoked(bare), false)
      await revoke(store, { kind: 'all' }, start)
      assert.equal(await store.revocations.isRevoked(token), true)
      assert.equal(await store.revocations.isRevoked({ ...bare, issuedAt: start + 1 }), false)
    }),
  )

  for (const { target, endsGrants, endsSessions } of cascades) {
    const name = target.kind === 'all' ? 'all' : `${target.kind} \`${target.id}\``
    test(
      `revoking ${name} ends what hangs on it and nothing else`,
      onStore(openStore, async (store) => {
        for (const [name, owner] of Object.entries(owners)) await saveAllOf(store, name, owner)
        await revoke(store, target)
        for (const [name, { clientId }] of Object.entries(owners)) {
          const isOver = endsGrants.includes(name)
          const grant = await store.grants.find(name)
          assert.equal(grant?.status, isOver ? 'dead' : 'live')
          assert.equal(grant?.endedBecause, isOver ? 'revoked' : undefined)
          const rotation = sampleRotation(0, { grantId: name, clientId })
          assert.equal((await store.grants.rotate(rotation)).kind, isOver ? 'ended' : 'rotated')
          const redemption = sampleRedemption({ grantId: `code of ${name}`, clientId })
          const codeIsOver = isOver && target.kind !== 'grant'
          const outcome = await store.grants.redeemCode(redemption)
          assert.equal(outcome.kind, codeIsOver ? 'dead' : 'redeemed')
          const session = await store.sessions.touch(`cookie of ${name}`, start, idleSeconds)
          assert.equal(session === undefined, endsSessions.includes(name))
        }
        assert.deepEqual(await revokedTargets(store), [target])
      }),
    )
  }

  test(
    'an entry says what, when, and until when, and the feed has it as it was answered',
    onStore(openStore, async (store) => {
      const entry = await revoke(store, { kind: 'token', id: 'token-1' })
      assert.deepEqual(
        { ...entry, position: 0 },
        {
          position: 0,
          target: { kind: 'token', id: 'token-1' },
          revokedAt: start + 10,
          expiresAt: start + 10 + longestAccessTokenSeconds,
        },
      )
      assert.deepEqual(await store.revocations.since(0, 10), [entry])
    }),
  )

  test(
    'the revocation of a key is kept until no verifier has the key any more',
    onStore(openStore, async (store) => {
      const entry = await revoke(store, { kind: 'key', id: 'key-1' })
      assert.equal(entry.expiresAt, start + 10 + keyRevocationSeconds)
      await store.revocations.prune(start + 10 + longestAccessTokenSeconds + 3600)
      const token = { tokenId: 'token-1', clientId: 'client-1', subject: 's', issuedAt: start }
      assert.equal(await store.revocations.isRevoked({ ...token, keyId: 'key-1' }), true)
      assert.equal(await store.revocations.isRevoked({ ...token, keyId: 'key-2' }), false)
      assert.equal(await store.revocations.isRevoked(token), false)
    }),
  )

  test(
    'the feed is read in order after any position, at most so many',
    onStore(openStore, async (store) => {
      assert.deepEqual(await store.revocations.since(0, 10), [])
      const entries = []
      for (const id of ['a', 'b', 'c']) entries.push(await revoke(store, { kind: 'token', id }))
      assert.deepEqual(await store.revocations.since(0, 10), entries)
      assert.deepEqual(await store.revocations.since(0, 2), entries.slice(0, 2))
      assert.deepEqual(
        await store.revocations.since(entries[0]?.position ?? 0, 10),
        entries.slice(1),
      )
      assert.deepEqual(await store.revocations.since(entries[2]?.position ?? 0, 10), [])
      assert.equal((entries[0]?.position ?? 0) > 0, true)
    }),
  )

  test(
    'of 50 revocations at once all are in the feed, each at its own position',
    onStore(openStore, async (store) => {
      const entries = await Promise.all(
        Array.from({ length: 50 }, (_, i) => revoke(store, { kind: 'token', id: `token-${i}` })),
      )
      assert.equal(new Set(entries.map((entry) => entry.position)).size, 50)
      assert.deepEqual(
        await store.revocations.since(0, 100),
        entries.toSorted((a, b) => a.position - b.position),
      )
    }),
  )

  test(
    'entries are forgotten once no verifier can take their tokens for valid, and not before',
    onStore(openStore, async (store) => {
      const entry = await revoke(store, { kind: 'token', id: 'token-1' })
      const over = entry.expiresAt + revocationLeewaySeconds
      await store.revocations.prune(over - 1)
      assert.deepEqual(await store.revocations.since(0, 10), [entry])
      await store.revocations.prune(over)
      assert.deepEqual(await store.revocations.since(0, 10), [])
    }),
  )

  test(
    'a position is never used again, also when all before it is forgotten',
    onStore(openStore, async (store) => {
      const first = await revoke(store, { kind: 'token', id: 'token-1' })
      await store.revocations.prune(first.expiresAt + revocationLeewaySeconds)
      const second = await revoke(store, { kind: 'token', id: 'token-2' })
      assert.equal(second.position > first.position, true)
      assert.deepEqual(await store.revocations.since(first.position, 10), [second])
    }),
  )

  test(
    'a rotation and a revocation at once: whichever came first, the family is dead',
    onStore(openStore, async (store) => {
      await startFamily(store)
      const [rotation] = await Promise.all([
        store.grants.rotate(sampleRotation(0)),
        revoke(store, { kind: 'subject', id: 'user-alice' }),
      ])
      assert.equal(['rotated', 'ended'].includes(rotation.kind), true)
      assert.equal((await store.grants.find('grant-1'))?.status, 'dead')
      assert.equal((await store.grants.rotate(sampleRotation(1))).kind, 'ended')
    }),
  )
}

/** One live grant, one unredeemed code and one session of the owner. */
async function saveAllOf(
  store: Store,
  name: string,
  owner: { readonly sessionId: string; readonly clientId: string; readonly subject: string },
): Promise<void> {
  await startFamily(store, { grantId: name, ...owner })
  await store.grants.saveCode(sampleCode({ grantId: `code of ${name}`, ...owner }))
  const { sessionId, subject } = owner
  await store.sessions.save(sampleSession({ digest: `cookie of ${name}`, sessionId, subject }))
}
