import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RevocationTarget } from '@sallyport/protocol'
import { sharedServers, sharedServersSkip } from '../../../test/support/servers/shared-servers.ts'
import {
  idleSeconds,
  refreshDigest,
  sampleCode,
  sampleRedemption,
  sampleRotation,
  sampleSession,
  start,
} from '../src/contract/samples.ts'
import type { DeviceRecord } from '../src/ledgers/device-ledger.ts'
import type { GrantOpening } from '../src/ledgers/grant-ledger.ts'
import type { RedisLedgers } from '../src/redis/redis-ledgers.ts'
import { type HookedRedis, openHookedRedis } from '../test/support/hooked-redis.ts'
import { freshPrefix } from '../test/support/redis-with-sqlite.ts'

const now = start + 5
const approval = { subject: 'user-alice', sessionId: 'session-1', authTime: start, amr: ['pwd'] }
const device: DeviceRecord = {
  grantId: 'grant-1',
  deviceCodeDigest: 'device code',
  userCodeDigest: 'user code',
  clientId: 'reader',
  scope: [],
  resources: ['https://documents.example'],
  expiresAt: start + 600,
  intervalSeconds: 0,
  status: 'pending',
}
const opening: GrantOpening = {
  facts: sampleCode(),
  now,
  family: {
    tokenDigest: refreshDigest(0),
    absoluteExpiresAt: start + 5000,
    binding: null,
    device: null,
  },
  keepUntil: start + 9000,
}

/** A step that may be overtaken; `isAlive`: whether anything usable is left of it. */
interface Step {
  readonly prepare?: (ledgers: RedisLedgers) => Promise<unknown>
  readonly run: (ledgers: RedisLedgers) => Promise<unknown>
  readonly isAlive: (ledgers: RedisLedgers) => Promise<boolean>
  readonly targets: readonly RevocationTarget[]
}

const subject = { kind: 'subject', id: 'user-alice' } as const
const session = { kind: 'session', id: 'session-1' } as const
const client = { kind: 'client', id: 'reader' } as const
const grant = { kind: 'grant', id: 'grant-1' } as const
const all = { kind: 'all' } as const

const saveCode = (ledgers: RedisLedgers) => ledgers.grants.saveCode(sampleCode())
const redeem = (ledgers: RedisLedgers) => ledgers.grants.redeemCode(sampleRedemption({ now }))
const isGrantLive = async (ledgers: RedisLedgers) => {
  const found = await ledgers.grants.find('grant-1')
  const listed = await ledgers.grants.listLive({ subject: 'user-alice' }, now)
  assert.equal(
    listed.some(({ stage }) => stage === 'grant'),
    found?.status === 'live',
  )
  return found?.status === 'live'
}
const decide = (ledgers: RedisLedgers) =>
  ledgers.devices.decide({ userCodeDigest: 'user code', now, approval: { ...approval, scope: [] } })

const steps: Readonly<Record<string, Step>> = {
  'saving a code': {
    run: saveCode,
    isAlive: async (ledgers) => (await redeem(ledgers).then(({ kind }) => kind)) === 'redeemed',
    targets: [subject, session, all],
  },
  'redeeming a code': {
    prepare: saveCode,
    run: redeem,
    isAlive: isGrantLive,
    targets: [subject, session, client, grant, all],
  },
  'rotating a refresh token': {
    prepare: async (ledgers) => {
      await saveCode(ledgers)
      await redeem(ledgers)
    },
    run: (ledgers) => ledgers.grants.rotate(sampleRotation(0, { now })),
    isAlive: isGrantLive,
    targets: [subject, session, client, grant, all],
  },
  'opening a grant': {
    run: (ledgers) => ledgers.grants.open(opening),
    isAlive: isGrantLive,
    targets: [subject, session, all],
  },
  'opening a grant of an approved device': {
    prepare: async (ledgers) => {
      await ledgers.devices.save(device, start)
      assert.equal(await decide(ledgers), true)
    },
    run: (ledgers) =>
      ledgers.grants.open({
        ...opening,
        deviceCodeDigest: 'device code',
        facts: { ...opening.facts, sessionId: 'its own' },
      }),
    isAlive: isGrantLive,
    targets: [subject, { kind: 'session', id: 'its own' }, all],
  },
  'approving a device': {
    prepare: (ledgers) => ledgers.devices.save(device, start),
    run: decide,
    isAlive: async (ledgers) => {
      const poll = { deviceCodeDigest: 'device code', clientId: 'reader', now }
      return (await ledgers.devices.poll(poll)).kind === 'approved'
    },
    targets: [subject, session, all],
  },
  'saving a session': {
    run: (ledgers) => ledgers.sessions.save(sampleSession()),
    isAlive: async (ledgers) => {
      const { digest } = sampleSession()
      return (await ledgers.sessions.touch(digest, now, idleSeconds)) !== undefined
    },
    targets: [subject, session, all],
  },
}

describe('races in Redis', { skip: sharedServersSkip('redis'), concurrency: true }, () => {
  for (const [name, step] of Object.entries(steps)) {
    test(`whatever comes between any two commands of ${name}, a revocation ends it`, async () => {
      for (const target of step.targets) {
        let at = 0
        while (await overtake(step, target, at)) at += 1
        assert.ok(at > 1, 'it has more than one command')
      }
    })

    test(`a revocation of somebody else between any two commands of ${name} ends nothing`, async () => {
      const other = { kind: 'subject', id: 'user-bob' } as const
      let at = 0
      while (await overtake(step, other, at, true)) at += 1
      assert.ok(at > 1)
    })
  }

  test('a revoked family whose old token is used is ended, not reused: nobody is blocked', async () => {
    const blocked: string[] = []
    const redis = await open(async ({ sub }) => {
      blocked.push(sub)
    })
    const { grants, revocations } = redis.ledgers
    await saveCode(redis.ledgers)
    await redeem(redis.ledgers)
    await grants.rotate(sampleRotation(0, { now }))
    await revocations.revoke({ target: subject, now })
    const old = await grants.rotate(sampleRotation(0, { now: now + 1, blockUntil: now + 100 }))
    assert.equal(old.kind === 'ended' && old.because, 'revoked')
    assert.deepEqual(blocked, [])
    await redis.ledgers.close()
  })
})

function open(blockUser?: Parameters<typeof openHookedRedis>[2]): Promise<HookedRedis> {
  return openHookedRedis(sharedServers().redis, freshPrefix(), blockUser)
}

/** Revokes right before command number `at` of the step; false where it has fewer. */
async function overtake(step: Step, target: RevocationTarget, at: number, survives = false) {
  const redis = await open()
  const { ledgers } = redis
  try {
    await step.prepare?.(ledgers)
    let commands = 0
    let isRevoked = false
    redis.before = async () => {
      commands += 1
      if (commands !== at + 1) return
      redis.before = async () => {}
      isRevoked = true
      await ledgers.revocations.revoke({ target, now })
    }
    await step.run(ledgers)
    redis.before = async () => {}
    if (isRevoked) {
      assert.equal(await step.isAlive(ledgers), survives, `${JSON.stringify(target)} before ${at}`)
    }
    return isRevoked
  } finally {
    await ledgers.close()
  }
}
