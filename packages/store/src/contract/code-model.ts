import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { RevocationTarget } from '@sallyport/protocol'
import fc from 'fast-check'
import { badTriesPerCode, type CodeRedemption } from '../ledgers/grant-ledger.ts'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import { sampleCode, sampleRedemption, start } from './samples.ts'

/** The life of one code: any history of these steps has one right answer at each of them. */
type Step =
  | { readonly kind: 'redeem'; readonly flaw: Flaw }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'revoke'; readonly what: 'grant' | 'session' | 'token' }
  | { readonly kind: 'prune' }

type Flaw = 'none' | 'digest' | 'client' | 'redirect_uri' | 'code_challenge'

/** Never the same value twice, so that all histories can share one store. */
let histories = 0

export function codeModelContract(openStore: OpenStore, runs: number): void {
  test(
    'every history of a code goes as the model says',
    onStore(openStore, async (store) => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyStep, { maxLength: 20 }), async (steps) => {
          histories += 1
          // A store that never waits would keep the tests beside this one waiting.
          await setImmediate()
          await compare(store, steps, `code history ${histories}`)
        }),
        { numRuns: runs },
      )
    }),
  )
}

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('redeem' as const),
      flaw: fc.constantFrom<Flaw[]>(
        'none',
        'none',
        'digest',
        'client',
        'redirect_uri',
        'code_challenge',
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 20, 59, 60, 100, 10_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('revoke' as const),
      what: fc.constantFrom('grant' as const, 'session' as const, 'token' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('prune' as const) }) },
)

async function compare(store: Store, steps: readonly Step[], grantId: string): Promise<void> {
  const model = new CodeModel()
  await store.grants.saveCode(sampleCode({ grantId, sessionId: grantId }))
  const before = (await store.revocations.since(0, 1_000_000)).at(-1)?.position ?? 0
  for (const step of steps) {
    if (step.kind === 'wait') model.now += step.seconds
    else if (step.kind === 'prune') {
      await store.grants.prune(model.now)
      model.prune()
    } else if (step.kind === 'revoke') {
      const target: RevocationTarget = { kind: step.what, id: grantId }
      await store.revocations.revoke({ target, now: model.now })
      model.revoke(step.what)
    } else {
      const changes = { grantId, now: model.now, keepUntil: keepUntil, ...changesFor(step.flaw) }
      const outcome = await store.grants.redeemCode(sampleRedemption(changes))
      assert.equal(outcome.kind, model.redeem(step.flaw))
    }
    assert.equal((await store.grants.find(grantId))?.status, model.grant)
  }
  const entries = await store.revocations.since(before, 1_000_000)
  assert.equal(entries.length, model.entries)
}

const keepUntil = sampleRedemption().keepUntil

function changesFor(flaw: Flaw): Partial<CodeRedemption> {
  if (flaw === 'digest') return { codeDigest: 'another' }
  if (flaw === 'client') return { clientId: 'thief' }
  if (flaw === 'redirect_uri') return { redirectUri: 'https://thief.example' }
  if (flaw === 'code_challenge') return { codeChallenge: 'another' }
  return {}
}

/** What a code is, told with plain variables. */
class CodeModel {
  now = start
  grant: 'live' | 'dead' | undefined = undefined
  /** How many entries the feed has got. */
  entries = 0
  #code: 'waiting' | 'dead' | 'redeemed' | 'forgotten' = 'waiting'
  #badTries = 0

  redeem(flaw: Flaw): string {
    if (this.#code === 'forgotten' || flaw === 'digest') return 'unknown'
    if (this.#code === 'redeemed') {
      if (flaw !== 'none') return 'mismatch'
      if (this.grant === 'live') this.entries += 1
      this.grant = 'dead'
      return 'replayed'
    }
    if (this.#code === 'dead') return 'dead'
    if (this.#badTries === badTriesPerCode) return 'burned'
    if (this.now >= start + 60) return 'expired'
    if (flaw !== 'none') {
      this.#badTries += 1
      return 'mismatch'
    }
    this.#code = 'redeemed'
    this.grant = 'live'
    return 'redeemed'
  }

  revoke(what: 'grant' | 'session' | 'token'): void {
    this.entries += 1
    if (what === 'token') return
    if (this.#code === 'waiting') this.#code = 'dead'
    if (this.grant === 'live') this.grant = 'dead'
  }

  prune(): void {
    if (this.now < (this.#code === 'redeemed' ? keepUntil : start + 60)) return
    this.#code = 'forgotten'
    this.grant = undefined
  }
}
