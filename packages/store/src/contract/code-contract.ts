import assert from 'node:assert/strict'
import { test } from 'node:test'
import { badTriesPerCode, type CodeRedemption } from '../ledgers/grant-ledger.ts'
import { longestAccessTokenSeconds } from '../ledgers/revocation-ledger.ts'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import {
  countKinds,
  refreshDigest,
  revokedTargets,
  sampleCode,
  sampleRedemption,
  sampleRotation,
  start,
} from './samples.ts'

/** Everything by which a redemption can be invalid, in the order of judgement. */
const malices = [
  ['client', { clientId: 'thief' }],
  ['redirect_uri', { redirectUri: 'https://thief.example/callback' }],
  ['code_challenge', { codeChallenge: 'another challenge' }],
] as const satisfies readonly (readonly [string, Partial<CodeRedemption>])[]

export function codeContract(openStore: OpenStore): void {
  const redeem = (store: Store, changes: Partial<CodeRedemption> = {}) =>
    store.grants.redeemCode(sampleRedemption(changes))
  const kindOf = async (store: Store, changes: Partial<CodeRedemption> = {}) =>
    (await redeem(store, changes)).kind

  test(
    'a valid redemption makes a live grant of what was granted, with its family',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      assert.equal(await store.grants.find('grant-1'), undefined)
      const outcome = await redeem(store)
      assert.equal(outcome.kind, 'redeemed')
      const {
        codeDigest: _d,
        redirectUri: _u,
        codeChallenge: _c,
        expiresAt: _e,
        ...facts
      } = sampleCode()
      const grant = {
        ...facts,
        status: 'live',
        createdAt: start + 1,
        family: {
          binding: null,
          device: null,
          generation: 0,
          currentDigest: refreshDigest(0),
          previousDigest: null,
          rotatedAt: null,
          sealedSuccessor: null,
          lastUsedAt: start + 1,
          absoluteExpiresAt: start + 5000,
        },
      }
      assert.deepEqual(outcome, { kind: 'redeemed', grant, code: sampleCode() })
      assert.deepEqual(await store.grants.find('grant-1'), grant)
      assert.deepEqual(await revokedTargets(store), [])
    }),
  )

  test(
    'a redemption without a family makes a grant that cannot be refreshed',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      const { family: _family, ...redemption } = sampleRedemption()
      assert.equal((await store.grants.redeemCode(redemption)).kind, 'redeemed')
      const grant = await store.grants.find('grant-1')
      assert.equal(grant?.status, 'live')
      assert.equal(grant !== undefined && Object.hasOwn(grant, 'family'), false)
      assert.deepEqual(await store.grants.rotate(sampleRotation(0)), { kind: 'unknown' })
    }),
  )

  test(
    'a code that was never saved, or another code for its grant, is unknown and counts for nothing',
    onStore(openStore, async (store) => {
      assert.deepEqual(await redeem(store), { kind: 'unknown' })
      await store.grants.saveCode(sampleCode())
      for (let i = 0; i < 2 * badTriesPerCode; i += 1) {
        assert.deepEqual(await redeem(store, { codeDigest: 'guessed' }), { kind: 'unknown' })
      }
      assert.equal(await kindOf(store), 'redeemed')
    }),
  )

  test(
    'a grant id takes one code only',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      await assert.rejects(store.grants.saveCode(sampleCode({ codeDigest: 'another' })))
      assert.equal(await kindOf(store), 'redeemed')
    }),
  )

  test(
    'wrong client, redirect URI and challenge are each a mismatch, judged in that order',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      let changes: Partial<CodeRedemption> = {}
      for (const [what, malice] of malices.toReversed()) {
        changes = { ...changes, ...malice }
        const expected = { kind: 'mismatch', code: sampleCode(), what, burned: false }
        assert.deepEqual(await redeem(store, changes), expected)
      }
      assert.equal(await kindOf(store), 'redeemed')
    }),
  )

  test(
    'O20-06 a redirect URI is compared where it is sent, and not missed where it is not',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      assert.equal(await kindOf(store, { redirectUri: '' }), 'mismatch')
      const { redirectUri: _uri, ...withoutUri } = sampleRedemption()
      assert.equal((await store.grants.redeemCode(withoutUri)).kind, 'redeemed')
    }),
  )

  test(
    'the fifth bad try makes a code useless, the fourth does not',
    onStore(openStore, async (store) => {
      for (const grantId of ['grant-1', 'grant-2']) {
        await store.grants.saveCode(sampleCode({ grantId }))
        for (let tries = 1; tries < badTriesPerCode; tries += 1) {
          const outcome = await redeem(store, { grantId, codeChallenge: 'wrong' })
          assert.equal(outcome.kind === 'mismatch' && outcome.burned, false)
        }
      }
      assert.equal(await kindOf(store, { grantId: 'grant-2' }), 'redeemed')
      const fifth = await redeem(store, { codeChallenge: 'wrong' })
      assert.equal(fifth.kind === 'mismatch' && fifth.burned, true)
      assert.deepEqual(await redeem(store), { kind: 'burned', code: sampleCode() })
      assert.equal(await kindOf(store, { codeChallenge: 'wrong' }), 'burned')
      assert.equal(await kindOf(store, { now: start + 1000 }), 'burned')
      assert.equal(await store.grants.find('grant-1'), undefined)
    }),
  )

  test(
    'a code is valid until the second at which it expires, and expired is judged before mismatch',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      await store.grants.saveCode(sampleCode({ grantId: 'grant-2' }))
      const late = { now: start + 60 }
      assert.deepEqual(await redeem(store, late), { kind: 'expired', code: sampleCode() })
      assert.equal(await kindOf(store, { ...late, clientId: 'thief' }), 'expired')
      assert.equal(await kindOf(store, { grantId: 'grant-2', now: start + 59 }), 'redeemed')
    }),
  )

  test(
    'O21-05 C04 a second valid redemption, however late, kills the grant and revokes its tokens',
    onStore(openStore, async (store) => {
      for (const [grantId, later] of [
        ['at once', 0],
        ['long after the code expired', 5000],
      ] as const) {
        await store.grants.saveCode(sampleCode({ grantId }))
        assert.equal(await kindOf(store, { grantId }), 'redeemed')
        const now = start + 1 + later
        const outcome = await redeem(store, { grantId, now })
        assert.deepEqual(outcome, { kind: 'replayed', code: sampleCode({ grantId }) })
        const grant = await store.grants.find(grantId)
        assert.equal(grant?.status, 'dead')
        assert.equal(grant?.endedBecause, 'code_replayed')
        assert.equal((await store.grants.rotate(sampleRotation(0, { grantId }))).kind, 'ended')
        const entry = (await store.revocations.since(0, 10)).at(-1)
        assert.deepEqual(entry?.target, { kind: 'grant', id: grantId })
        assert.equal(entry?.revokedAt, now)
        assert.equal(entry?.expiresAt, now + longestAccessTokenSeconds)
      }
    }),
  )

  test(
    'a third valid redemption is a replay too, and the feed says it once',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      const kinds = [await kindOf(store), await kindOf(store), await kindOf(store)]
      assert.deepEqual(kinds, ['redeemed', 'replayed', 'replayed'])
      assert.deepEqual(await revokedTargets(store), [{ kind: 'grant', id: 'grant-1' }])
    }),
  )

  test(
    'a replay revokes the tokens of a grant that had ended quietly',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      await redeem(store)
      await store.grants.rotate(sampleRotation(0, { maxRotations: 0 }))
      assert.deepEqual(await revokedTargets(store), [])
      assert.equal(await kindOf(store), 'replayed')
      assert.deepEqual(await revokedTargets(store), [{ kind: 'grant', id: 'grant-1' }])
    }),
  )

  test(
    'O21-05 C04 an invalid second redemption does not touch the grant, however often it comes',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      await redeem(store)
      for (let i = 0; i < 2 * badTriesPerCode; i += 1) {
        for (const [what, malice] of malices) {
          const outcome = await redeem(store, malice)
          assert.equal(outcome.kind === 'mismatch' && outcome.what, what)
        }
      }
      assert.equal((await store.grants.find('grant-1'))?.status, 'live')
      assert.deepEqual(await revokedTargets(store), [])
      assert.equal((await store.grants.rotate(sampleRotation(0))).kind, 'rotated')
      assert.equal(await kindOf(store), 'replayed')
    }),
  )

  test(
    'C04 of 50 valid redemptions at once exactly one is redeemed, and then the grant is dead',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => redeem(store)))
      assert.deepEqual(
        countKinds(outcomes),
        new Map([
          ['redeemed', 1],
          ['replayed', 49],
        ]),
      )
      assert.equal((await store.grants.find('grant-1'))?.status, 'dead')
      assert.deepEqual(await revokedTargets(store), [{ kind: 'grant', id: 'grant-1' }])
    }),
  )

  test(
    'of 50 bad tries at once five are judged, the others find the code burned',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      const bad = { codeChallenge: 'wrong' }
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => redeem(store, bad)))
      const counts = countKinds(outcomes)
      assert.equal(counts.get('mismatch'), badTriesPerCode)
      assert.equal(counts.get('burned'), 50 - badTriesPerCode)
    }),
  )

  test(
    'dead is judged before burned, expired and mismatch',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode())
      for (let i = 0; i < badTriesPerCode; i += 1) await redeem(store, { clientId: 'thief' })
      assert.equal(await kindOf(store), 'burned')
      const target = { kind: 'grant', id: 'grant-1' } as const
      await store.revocations.revoke({ target, now: start })
      assert.deepEqual(await redeem(store), { kind: 'dead', code: sampleCode() })
      assert.equal(await kindOf(store, { now: start + 1000, clientId: 'thief' }), 'dead')
      assert.equal(await store.grants.find('grant-1'), undefined)
    }),
  )

  test(
    'an authorization overtaken by a revocation of its session or subject leaves a dead code',
    onStore(openStore, async (store) => {
      const subject = { kind: 'subject', id: 'user-alice' } as const
      const session = { kind: 'session', id: 'session-over' } as const
      await store.revocations.revoke({ target: subject, now: start })
      await store.revocations.revoke({ target: session, now: start })
      const after = { authTime: start + 1 }
      const codes = [
        ['dead', sampleCode({ grantId: 'g1', authTime: start })],
        ['dead', sampleCode({ grantId: 'g2', ...after, sessionId: 'session-over' })],
        ['redeemed', sampleCode({ grantId: 'g3', ...after })],
        ['redeemed', sampleCode({ grantId: 'g4', authTime: start, subject: 'user-bob' })],
      ] as const
      for (const [kind, code] of codes) {
        await store.grants.saveCode(code)
        assert.equal(await kindOf(store, { grantId: code.grantId }), kind)
      }
    }),
  )

  test(
    'pruning forgets expired codes, and tombstones and grants only when nothing needs them',
    onStore(openStore, async (store) => {
      await store.grants.saveCode(sampleCode({ grantId: 'unused' }))
      await store.grants.saveCode(sampleCode())
      const { keepUntil } = sampleRedemption()
      await redeem(store)
      await store.grants.prune(start + 59)
      assert.equal(await kindOf(store, { grantId: 'unused', now: start + 60 }), 'expired')
      await store.grants.prune(start + 60)
      assert.equal(await kindOf(store, { grantId: 'unused' }), 'unknown')
      await store.grants.prune(keepUntil - 1)
      assert.equal((await store.grants.find('grant-1'))?.status, 'live')
      assert.equal(await kindOf(store, { now: keepUntil - 1 }), 'replayed')
      await store.grants.prune(keepUntil)
      assert.equal(await store.grants.find('grant-1'), undefined)
      assert.equal(await kindOf(store), 'unknown')
    }),
  )
}
