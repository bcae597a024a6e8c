import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceApproval, DeviceRecord } from '../ledgers/device-ledger.ts'
import { type OpenStore, onStore } from './on-store.ts'
import { countKinds, start } from './samples.ts'

const approval: DeviceApproval = {
  subject: 'user-alice',
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
    'DEV-01 an approved device code is used up by one of fifty polls at once',
    onStore(openStore, async (store) => {
      await store.devices.save(sampleDevice(), start)
      await store.devices.decide({ userCodeDigest, now: start, approval })
      const polls = await Promise.all(Array.from({ length: 50 }, () => store.devices.poll(poll)))
      assert.equal(countKinds(polls).get('approved'), 1)
      const approved = polls.find((one) => one.kind === 'approved')
      const device = sampleDevice({ status: 'approved', approval })
      assert.deepEqual(approved, { kind: 'approved', device })
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
