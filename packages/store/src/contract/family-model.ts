import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import type { Rotation } from '../ledgers/grant-ledger.ts'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import {
  absoluteSeconds,
  idleSeconds,
  refreshDigest,
  revokedTargets,
  sampleRotation,
  start,
  startFamily,
} from './samples.ts'

/** The life of one refresh family: any history of these steps has one right answer at each. */
type Step =
  | { readonly kind: 'rotate'; readonly age: number; readonly flaw: Flaw }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'revoke' }

type Flaw = 'none' | 'client' | 'binding' | 'device'

const maxRotations = 8
const retrySeconds = 10

/** Never the same value twice, so that all histories can share one store. */
let histories = 0

export function familyModelContract(openStore: OpenStore, runs: number): void {
  test(
    'every history of a refresh family goes as the model says',
    onStore(openStore, async (store) => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyStep, { maxLength: 25 }), async (steps) => {
          histories += 1
          // A store that never waits would keep the tests beside this one waiting.
          await setImmediate()
          await compare(store, steps, `family history ${histories}`)
        }),
        { numRuns: runs },
      )
    }),
  )
}

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('rotate' as const),
      // How many generations behind the current one; -1 is ahead of it.
      age: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, -1),
      flaw: fc.constantFrom<Flaw[]>(
        ...Array.from({ length: 9 }, () => 'none' as const),
        'client',
        'binding',
        'device',
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 9, 10, -9, 500, idleSeconds, idleSeconds + 1, absoluteSeconds),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const) }) },
)

async function compare(store: Store, steps: readonly Step[], grantId: string): Promise<void> {
  const model = new FamilyModel()
  await startFamily(store, { grantId }, { now: start, family })
  const entriesBefore = (await revokedTargets(store)).length
  for (const step of steps) {
    if (step.kind === 'wait') model.now += step.seconds
    else if (step.kind === 'revoke') {
      const target = { kind: 'grant', id: grantId } as const
      await store.revocations.revoke({ target, now: model.now })
      model.revoke()
    } else {
      const generation = Math.max(0, model.generation - step.age)
      const changes: Partial<Rotation> = {
        grantId,
        now: model.now,
        maxRotations,
        retrySeconds,
        sealedSuccessor: `sealed ${generation + 1}`,
        device: step.flaw === 'device' ? 'other device' : family.device,
        ...(step.flaw === 'client' ? { clientId: 'thief' } : {}),
        ...(step.flaw === 'binding' ? { binding: 'another key' } : {}),
      }
      const expected = model.rotate(generation, step.flaw)
      const outcome = await store.grants.rotate(sampleRotation(generation, changes))
      assert.equal(outcome.kind, expected)
      if (outcome.kind === 'retried') {
        assert.equal(outcome.sealedSuccessor, `sealed ${model.generation}`)
      }
    }
    const grant = await store.grants.find(grantId)
    assert.equal(grant?.endedBecause, model.endedBecause)
    assert.equal(grant?.family?.generation, model.generation)
  }
  assert.equal((await revokedTargets(store)).length - entriesBefore, model.entries)
}

const family = {
  tokenDigest: refreshDigest(0),
  absoluteExpiresAt: start + absoluteSeconds,
  binding: null,
  device: 'my device',
}

/** What a family is, told with plain variables. */
class FamilyModel {
  now = start
  generation = 0
  endedBecause: string | undefined = undefined
  /** How many entries the feed has got. */
  entries = 0
  #lastUsedAt = start
  #rotatedAt = Number.NEGATIVE_INFINITY

  rotate(generation: number, flaw: Flaw): string {
    if (flaw === 'client' || flaw === 'binding') return 'refused'
    if (this.endedBecause !== undefined) return 'ended'
    if (this.now >= start + absoluteSeconds) return this.#end('absolute')
    if (this.now - this.#lastUsedAt > idleSeconds) return this.#end('idle')
    if (flaw === 'device') return this.#kill('device_changed', 'device_changed')
    const age = this.generation - generation
    if (age === 1 && Math.abs(this.now - this.#rotatedAt) < retrySeconds) return 'retried'
    if (age !== 0) return this.#kill('refresh_token_reused', 'reused')
    if (this.generation === maxRotations) return this.#end('rotations')
    this.generation += 1
    this.#rotatedAt = this.now
    this.#lastUsedAt = Math.max(this.#lastUsedAt, this.now)
    return 'rotated'
  }

  revoke(): void {
    this.entries += 1
    this.endedBecause ??= 'revoked'
  }

  #kill(because: string, outcome: string): string {
    this.entries += 1
    this.endedBecause = because
    return outcome
  }

  #end(because: string): string {
    this.endedBecause = because
    return 'ended'
  }
}
