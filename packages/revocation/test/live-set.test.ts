import assert from 'node:assert/strict'
import {
  constants,
  type NodeGCPerformanceDetail,
  type PerformanceEntry,
  PerformanceObserver,
} from 'node:perf_hooks'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { RevocableToken, RevocationTarget } from '@sallyport/protocol'
import { createLiveSet } from '@sallyport/revocation'
import { type RevocationEntry, revocationLeewaySeconds } from '@sallyport/store'
import fc from 'fast-check'
import { sampleEntry, sampleToken, start, targetsOfSampleToken } from './samples.ts'

test('a token is revoked by an entry for itself or for anything it hangs on, and by no other', () => {
  for (const target of targetsOfSampleToken) {
    const set = createLiveSet()
    assert.equal(set.has(sampleToken()), false)
    if (target.kind !== 'all') set.add(sampleEntry({ ...target, id: 'another' }))
    assert.equal(set.has(sampleToken()), false)
    set.add(sampleEntry(target))
    assert.equal(set.has(sampleToken()), true, target.kind)
  }
})

test('an id revoked as one kind of thing revokes nothing of another kind with that id', () => {
  const same = sampleToken({
    tokenId: 'x',
    sessionId: 'y',
    grantId: 'y',
    keyId: 'y',
    clientId: 'y',
    subject: 'y',
  })
  const set = createLiveSet()
  for (const kind of ['session', 'grant', 'key', 'client', 'subject'] as const) {
    set.add(sampleEntry({ kind, id: 'x' }))
  }
  set.add(sampleEntry({ kind: 'token', id: 'y' }))
  assert.equal(set.has(same), false)
  set.add(sampleEntry({ kind: 'token', id: 'x' }))
  assert.equal(set.has(same), true)
})

test('subject, client and all revoke what was issued up to that second, and nothing later', () => {
  for (const target of targetsOfSampleToken.slice(4)) {
    const set = createLiveSet()
    set.add(sampleEntry(target, { revokedAt: start }))
    assert.equal(set.has(sampleToken({ issuedAt: start - 1 })), true)
    assert.equal(set.has(sampleToken({ issuedAt: start })), true)
    assert.equal(set.has(sampleToken({ issuedAt: start + 1 })), false)
    // The latest word wins, in whatever order the words come.
    set.add(sampleEntry(target, { revokedAt: start + 5 }))
    set.add(sampleEntry(target, { revokedAt: start + 2 }))
    assert.equal(set.has(sampleToken({ issuedAt: start + 5 })), true)
    assert.equal(set.has(sampleToken({ issuedAt: start + 6 })), false)
  }
})

test('token, session, grant and key revoke whenever issued', () => {
  for (const target of targetsOfSampleToken.slice(0, 4)) {
    const set = createLiveSet()
    set.add(sampleEntry(target))
    assert.equal(set.has(sampleToken({ issuedAt: start + 300 })), true)
  }
})

test('a token issued at no time is never later than a revocation', () => {
  const set = createLiveSet()
  assert.equal(set.has(sampleToken({ issuedAt: Number.NaN })), false)
  set.add(sampleEntry({ kind: 'subject', id: 'subject-1' }))
  assert.equal(set.has(sampleToken({ issuedAt: Number.NaN })), true)
})

test('a token without session, grant and key is not caught by entries for such', () => {
  const { sessionId: _session, grantId: _grant, keyId: _key, ...machine } = sampleToken()
  const set = createLiveSet()
  for (const id of ['', 'undefined', 'session-1']) {
    set.add(sampleEntry({ kind: 'session', id }))
    set.add(sampleEntry({ kind: 'grant', id }))
    set.add(sampleEntry({ kind: 'key', id }))
  }
  assert.equal(set.has(machine), false)
  assert.equal(set.has(sampleToken()), true)
})

test('an entry stays as long as a verifier may take its tokens for valid, then is forgotten', () => {
  const set = createLiveSet()
  for (const target of targetsOfSampleToken) set.add(sampleEntry(target))
  assert.equal(set.size, 7)
  set.prune(start + 599 + revocationLeewaySeconds)
  assert.equal(set.size, 7)
  assert.equal(set.has(sampleToken()), true)
  set.prune(start + 600 + revocationLeewaySeconds)
  assert.equal(set.size, 0)
  assert.equal(set.has(sampleToken()), false)
})

test('a set that is fed for a day holds no more than what has not expired', () => {
  const set = createLiveSet()
  let largest = 0
  for (let second = 0; second < 86_400; second += 1) {
    const now = start + second
    const target = { kind: 'token', id: `token-${second}` } as const
    set.add(sampleEntry(target, { revokedAt: now, expiresAt: now + 600 }))
    set.prune(now)
    largest = Math.max(largest, set.size)
  }
  assert.equal(largest, 600 + revocationLeewaySeconds)
  set.prune(start + 86_400 + 600 + revocationLeewaySeconds)
  assert.equal(set.size, 0)
})

test('the revocation of a key stays as long as it says, beside others that are forgotten', () => {
  const set = createLiveSet()
  set.add(sampleEntry({ kind: 'key', id: 'key-1' }, { expiresAt: start + 90_000 }))
  set.add(sampleEntry({ kind: 'token', id: 'another' }))
  set.prune(start + 90_000 + revocationLeewaySeconds - 1)
  assert.equal(set.size, 1)
  assert.equal(set.has(sampleToken({ issuedAt: start + 80_000 })), true)
  set.prune(start + 90_000 + revocationLeewaySeconds)
  assert.equal(set.size, 0)
})

test('what was revoked again is kept by the later word, and forgetting goes on behind it', () => {
  const set = createLiveSet()
  const subject = { kind: 'subject', id: 'subject-1' } as const
  set.add(sampleEntry(subject))
  set.add(sampleEntry({ kind: 'subject', id: 'another' }))
  set.add(sampleEntry(subject, { revokedAt: start + 300, expiresAt: start + 900 }))
  set.prune(start + 600 + revocationLeewaySeconds)
  assert.equal(set.size, 1)
  assert.equal(set.has(sampleToken({ issuedAt: start + 300 })), true)
  set.prune(start + 900 + revocationLeewaySeconds)
  assert.equal(set.size, 0)
})

test('any history of entries, prunings and questions is answered as a plain list answers it', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      const set = createLiveSet()
      let list: RevocationEntry[] = []
      let now = start
      for (const step of steps) {
        if (step.kind === 'wait') {
          now += step.seconds
          set.prune(now)
          list = list.filter((entry) => entry.expiresAt + revocationLeewaySeconds > now)
        } else if (step.kind === 'revoke') {
          const entry = sampleEntry(step.target, { revokedAt: now, expiresAt: now + 100 })
          set.add(entry)
          list.push(entry)
        } else {
          const token = { ...step.token, issuedAt: now + step.token.issuedAt }
          const expected = list.some((entry) => concerns(entry, token))
          assert.equal(set.has(token), expected)
        }
      }
      const targets = new Set(list.map((entry) => JSON.stringify(entry.target)))
      assert.equal(set.size, targets.size)
    }),
    { numRuns: 500 },
  )
})

const anyId = fc.constantFrom('a', 'b', '__proto__')
const anyTarget: fc.Arbitrary<RevocationTarget> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('token', 'session', 'grant', 'key', 'client', 'subject'),
    id: anyId,
  }),
  fc.constant({ kind: 'all' as const }),
)
const anyToken = fc.record(
  {
    tokenId: anyId,
    sessionId: anyId,
    grantId: anyId,
    keyId: anyId,
    clientId: anyId,
    subject: anyId,
    // Relative to the moment of the question.
    issuedAt: fc.integer({ min: -50, max: 1 }),
  },
  { requiredKeys: ['tokenId', 'clientId', 'subject', 'issuedAt'] },
)
const anyStep = fc.oneof(
  fc.record({ kind: fc.constant('revoke' as const), target: anyTarget }),
  fc.record({ kind: fc.constant('ask' as const), token: anyToken }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
)

function concerns({ target, revokedAt }: RevocationEntry, token: RevocableToken): boolean {
  if (target.kind === 'token') return target.id === token.tokenId
  if (target.kind === 'session') return target.id === token.sessionId
  if (target.kind === 'grant') return target.id === token.grantId
  if (target.kind === 'key') return target.id === token.keyId
  if (token.issuedAt > revokedAt) return false
  if (target.kind === 'client') return target.id === token.clientId
  if (target.kind === 'subject') return target.id === token.subject
  return true
}

test('looking up allocates nothing', async () => {
  const set = createLiveSet()
  for (let i = 0; i < 1000; i += 1) {
    set.add(sampleEntry({ kind: 'subject', id: `subject-${i}` }, { revokedAt: start - 1 }))
    set.add(sampleEntry({ kind: 'token', id: `other-${i}` }))
  }
  const token = sampleToken()
  let revoked = 0
  const looking = await collections(() => {
    if (set.has(token)) revoked += 1
  })
  let last: object = {}
  const control = await collections(() => {
    last = { answer: set.has(token) }
  })
  assert.equal(revoked, 0)
  assert.deepEqual(last, { answer: false })
  assert.ok(control >= 2, `${control} collections where each look-up allocates an object`)
  assert.equal(looking, 0)
})

/**
 * How many collections of young objects 2 million calls cause: the fewest of three rounds, because others in the
 * process leave garbage too, but not in each.
 */
async function collections(call: () => void): Promise<number> {
  for (let i = 0; i < 100_000; i += 1) call()
  const rounds: number[] = []
  for (let round = 0; round < 3; round += 1) {
    await wait(10)
    let minor = 0
    const observer = new PerformanceObserver((list) => {
      minor += list.getEntries().filter(isMinor).length
    })
    observer.observe({ entryTypes: ['gc'] })
    for (let i = 0; i < 2_000_000; i += 1) call()
    await wait(10)
    observer.disconnect()
    rounds.push(minor)
  }
  return Math.min(...rounds)
}

function isMinor(entry: PerformanceEntry): boolean {
  const { kind } = (entry as PerformanceEntry & { readonly detail: NodeGCPerformanceDetail }).detail
  return kind === constants.NODE_PERFORMANCE_GC_MINOR
}
