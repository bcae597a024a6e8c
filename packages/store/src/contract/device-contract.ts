import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RevocationTarget } from '@sallyport/protocol'
import type { DeviceApproval, DeviceRecord } from '../ledgers/device-ledger.ts'
import type { GrantFacts, GrantOpening } from '../ledgers/grant-ledger.ts'
import { longestAccessTokenSeconds } from '../ledgers/revocation-ledger.ts'
import { type OpenStore, onStore } from './on-store.ts'
import { countKinds, start } from './samples.ts'

const approval: DeviceApproval = {
  subject: 'user-alice',
  sessionId: 'session-1',
  authTime: start - 10,
  acr: '1',
  amr: ['pwd'],
  scope: ['read:documents'],
}

const poll = { deviceCodeDigest: 'digest of the device code', clientId: 'tv', now: start + 5 }
const userCodeDigest = 'digest of the user code'

export function deviceContract(openStore: OpenStore): void {
  test(
    'a device is found by its user code until it expires, exactly as saved',
    onStore(openStore, async (store) => {
      assert.equal(await store.devices.save(sampleDevice(), start), 'saved')
      assert.deepEqual(await store.devices.findByUserCode(userCodeDigest, start), sampleDevice())
      const last = await store.devices.findByUserCode(userCodeDigest, start + 599)
      assert.deepEqual(last, sampleDevice())
      assert.equal(await store.devices.findByUserCode(userCodeDigest, start + 600), undefined)
      assert.equal(await store.devices.findByUserCode('another', start), undefined)
    }),
  )

  test(
    'a user code that a live device has is a conflict, that of an expired one is free',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      const second = sampleDevice({ deviceCodeDigest: 'second', expiresAt: start + 1200 })
      assert.equal(await store.devices.save(second, start + 599), 'conflict')
      assert.equal(
        (await store.devices.poll({ ...poll, deviceCodeDigest: 'second' })).kind,
        'unknown',
      )
      assert.equal(await store.devices.save(second, start + 600), 'saved')
      assert.deepEqual(await store.devices.findByUserCode(userCodeDigest, start + 600), second)
    }),
  )

  test(
    'DEV-01 a device code is its own client’s, and unknown to every other without effect',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      await store.devices.decide({ userCodeDigest, now: start, approval })
      for (const wrong of [{ clientId: 'other' }, { deviceCodeDigest: 'guess' }]) {
        assert.deepEqual(await store.devices.poll({ ...poll, ...wrong }), { kind: 'unknown' })
      }
      assert.equal((await store.devices.poll(poll)).kind, 'approved')
    }),
  )

  test(
    'DEV-03 a poll is pending, and too soon before the interval is over, which then grows by five',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      const at = (seconds: number) => store.devices.poll({ ...poll, now: start + seconds })
      assert.deepEqual(await at(0), { kind: 'pending' })
      assert.deepEqual(await at(4), { kind: 'too_soon', intervalSeconds: 10 })
      assert.deepEqual(await at(13), { kind: 'too_soon', intervalSeconds: 15 })
      assert.deepEqual(await at(28), { kind: 'pending' })
      assert.deepEqual(await at(599), { kind: 'pending' })
      assert.deepEqual(await at(600), { kind: 'expired' })
    }),
  )

  test(
    'DEV-03 an approval that comes too soon for the device is kept for the next poll',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      await store.devices.poll(poll)
      await store.devices.decide({ userCodeDigest, now: start + 6, approval })
      assert.equal((await store.devices.poll({ ...poll, now: start + 7 })).kind, 'too_soon')
      assert.equal((await store.devices.poll({ ...poll, now: start + 17 })).kind, 'approved')
    }),
  )

  test(
    'DEV-01 an approved device code opens one grant, however often it is tried at once',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      await store.devices.decide({ userCodeDigest, now: start, approval })
      const polls = await Promise.all(Array.from({ length: 50 }, () => store.devices.poll(poll)))
      assert.equal(countKinds(polls).get('approved'), 1)
      const approved = polls.find((one) => one.kind === 'approved')
      const device = sampleDevice({ status: 'approved', approval })
      assert.deepEqual(approved, { kind: 'approved', device })
      for (const wrong of [{ clientId: 'other' }, { grantId: 'grant-2' }]) {
        assert.equal(await store.grants.open(sampleDeviceOpening(wrong)), 'dead')
      }
      const opened = await Promise.all(
        Array.from({ length: 50 }, () => store.grants.open(sampleDeviceOpening())),
      )
      assert.equal(opened.filter((one) => one !== 'dead').length, 1)
      const late = await store.devices.poll({ ...poll, now: start + 500 })
      assert.deepEqual(late, { kind: 'unknown' })
      assert.equal(await store.devices.findByUserCode(userCodeDigest, start + 500), undefined)
    }),
  )

  test(
    'DEV-03 a denied device is told once, and is over',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      assert.equal(await store.devices.decide({ userCodeDigest, now: start }), true)
      assert.deepEqual(await store.devices.poll(poll), { kind: 'denied' })
      assert.deepEqual(await store.devices.poll({ ...poll, now: start + 60 }), { kind: 'unknown' })
    }),
  )

  test(
    'of any number of decisions the first counts, and none on one that is unknown or expired',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      assert.equal(await store.devices.decide({ userCodeDigest: 'guess', now: start }), false)
      assert.equal(await store.devices.decide({ userCodeDigest, now: start + 600 }), false)
      const subjects = Array.from({ length: 20 }, (_, i) => `user-${i}`)
      const decided = await Promise.all(
        subjects.map((subject) =>
          store.devices.decide({ userCodeDigest, now: start, approval: { ...approval, subject } }),
        ),
      )
      assert.equal(decided.filter(Boolean).length, 1)
      const outcome = await store.devices.poll(poll)
      const subject = outcome.kind === 'approved' ? outcome.device.approval.subject : undefined
      assert.equal(subject, subjects[decided.indexOf(true)])
    }),
  )

  test(
    'nothing is opened for a device that nobody has allowed, or that was denied',
    onStore(openStore, async (store) => {
      assert.equal(await store.grants.open(sampleDeviceOpening()), 'dead')
      await store.devices.save(sampleDevice(), start)
      assert.equal(await store.grants.open(sampleDeviceOpening()), 'dead')
      await store.devices.decide({ userCodeDigest, now: start })
      assert.equal(await store.grants.open(sampleDeviceOpening()), 'dead')
      assert.equal(await store.grants.find('grant-1'), undefined)
    }),
  )

  const targets: readonly (readonly [RevocationTarget, other?: RevocationTarget])[] = [
    [
      { kind: 'grant', id: 'grant-1' },
      { kind: 'grant', id: 'grant-2' },
    ],
    [
      { kind: 'client', id: 'tv' },
      { kind: 'client', id: 'radio' },
    ],
    [
      { kind: 'subject', id: 'user-alice' },
      { kind: 'subject', id: 'user-bob' },
    ],
    [
      { kind: 'session', id: 'session-1' },
      { kind: 'session', id: 'session-2' },
    ],
    [{ kind: 'all' }],
  ]
  for (const [target, other] of targets) {
    test(
      `a device that was allowed gets nothing once the ${target.kind} is revoked, polled before or not`,
      onStore(openStore, async (store) => {
        const allow = async (now: number) => {
          await store.devices.save(sampleDevice(), now)
          assert.equal(await store.devices.decide({ userCodeDigest, now, approval }), true)
        }
        await allow(start)
        if (other !== undefined) await store.revocations.revoke({ target: other, now: start + 1 })
        const ofAlice = () => store.grants.listLive({ subject: 'user-alice' }, start + 2)
        assert.deepEqual(
          (await ofAlice()).map(({ grantId, stage }) => [grantId, stage]),
          [['grant-1', 'device']],
        )
        assert.equal((await store.devices.poll(poll)).kind, 'approved')
        await store.revocations.revoke({ target, now: start + 6 })
        assert.deepEqual(await ofAlice(), [])
        assert.equal(await store.grants.open(sampleDeviceOpening()), 'dead')
        const later = { ...poll, now: start + 20 }
        assert.deepEqual(await store.devices.poll(later), { kind: 'denied' })
      }),
    )
  }

  test(
    'an approval whose session or subject is revoked by then counts for nothing',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      const decide = (changes: Partial<DeviceApproval>) =>
        store.devices.decide({ userCodeDigest, now: start, approval: { ...approval, ...changes } })
      for (const target of [
        { kind: 'session', id: 'session-1' },
        { kind: 'subject', id: 'user-bob' },
      ] as const) {
        await store.revocations.revoke({ target, now: start })
      }
      assert.equal(await decide({}), false)
      assert.equal(await decide({ sessionId: 'session-2', subject: 'user-bob' }), false)
      assert.equal(await decide({ sessionId: 'session-2' }), true)
    }),
  )

  test(
    'what a device was allowed is listed with its facts until it expires',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      assert.deepEqual(await store.grants.listLive({ sessionId: 'session-1' }, start), [])
      await store.devices.decide({ userCodeDigest, now: start, approval })
      const listed = await store.grants.listLive({ sessionId: 'session-1' }, start + 599)
      const { resources } = sampleDevice()
      const facts = { grantId: 'grant-1', clientId: 'tv', ...approval, resources }
      assert.deepEqual(listed, [{ ...facts, stage: 'device' }])
      assert.deepEqual(await store.grants.listLive({ sessionId: 'session-1' }, start + 600), [])
    }),
  )

  test(
    'pruning forgets the devices that have expired only',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      const later = { deviceCodeDigest: 'later', userCodeDigest: 'later', expiresAt: start + 601 }
      await store.devices.save(sampleDevice(later), start)
      await store.devices.prune(start + 600)
      assert.deepEqual(await store.devices.poll(poll), { kind: 'unknown' })
      const kept = await store.devices.poll({ ...poll, deviceCodeDigest: 'later' })
      assert.deepEqual(kept, { kind: 'pending' })
    }),
  )
}

/** The grant that the sample device gets. */
function sampleDeviceOpening(changes: Partial<GrantFacts> = {}): GrantOpening {
  const { subject, authTime, amr, scope } = approval
  const { grantId, clientId, resources, deviceCodeDigest } = sampleDevice()
  const own = { grantId, clientId, resources, sessionId: "the device's own" }
  return {
    facts: { ...own, subject, authTime, amr, scope, ...changes },
    now: start + 6,
    deviceCodeDigest,
    keepUntil: start + longestAccessTokenSeconds,
  }
}

function sampleDevice(changes: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    grantId: 'grant-1',
    deviceCodeDigest: 'digest of the device code',
    userCodeDigest,
    clientId: 'tv',
    scope: ['read:documents', 'write:documents'],
    resources: ['https://documents.example'],
    expiresAt: start + 600,
    intervalSeconds: 5,
    status: 'pending',
    ...changes,
  }
}
