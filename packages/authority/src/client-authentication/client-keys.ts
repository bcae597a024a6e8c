import type { Clock } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import {
  type CachedKeys,
  createCachedKeys,
  importClientKeys,
  type KeySet,
  selectKey,
} from '@sallyport/tokens'
import { keySetBytes, type Outbound } from '../outbound/outbound.ts'
import { policyForClient } from '../outbound/policy-for-client.ts'
import { createStrangerFetches, type StrangerFetches } from '../outbound/stranger-fetches.ts'
import type { OutboundPolicy } from '../outbound/target.ts'

/** The public keys of clients, from their metadata or from where it says they are. */
export interface ClientKeys {
  of(client: ClientRecord, asker: KeyAsker): CachedKeys
}

/** Who presents what the keys are wanted for. */
interface KeyAsker {
  readonly address: string | undefined
  /** Whether this address has failed too often: what strangers name is not fetched for it. */
  readonly isHeldBack: boolean
}

interface ClientKeysOptions {
  readonly outbound: Outbound
  readonly clock: Clock
  readonly issuer: string
  /** Counts the fetches; by default they have a count of their own. */
  readonly strangerFetches?: StrangerFetches
}

/** Key sets that are remembered at once, of each kind; the one asked for least recently gives way. */
const MOST_SETS = 1000
const RULES = { maxAgeSeconds: 600, coolDownSeconds: 60, maxStaleSeconds: 3600, retrySeconds: 10 }

/**
 * Makes the source of clients' keys. Those at a `jwks_uri` are fetched when first needed, kept for ten
 * minutes (an hour at most where they cannot be had again), and asked for anew at most once a minute for a
 * `kid` that is not among them.
 * Security: fetched as whoever vouches for the client allows; a stranger's address leads to no private
 * network (STANDARDS.md PKJ-08). What strangers name is fetched, and takes a place in memory, only as
 * often as the asker, the host and all together may; it never takes a place of the operator's clients.
 */
export function createClientKeys(options: ClientKeysOptions): ClientKeys {
  const { outbound, clock, issuer, strangerFetches = createStrangerFetches(clock) } = options
  const ofOperator = new Map<string, CachedKeys>()
  const ofStrangers = new Map<string, CachedKeys>()

  async function load(url: string, policy: OutboundPolicy): Promise<KeySet | undefined> {
    const answer = await outbound.getJson({
      url,
      purpose: 'key_set',
      policy,
      maxBytes: keySetBytes,
    })
    // Security: or a flood of others' fetches would keep these keys away for longer than it lasts.
    if (!answer.ok && answer.refusal === 'busy') return undefined
    const keys = answer.ok ? new Map(Object.entries(answer.value.json)).get('keys') : undefined
    if (!Array.isArray(keys)) throw new Error('the key set of a client cannot be had')
    return importClientKeys(keys)
  }

  function at(url: string, policy: OutboundPolicy, asker: KeyAsker): CachedKeys {
    const isOperators = policy === 'operator'
    const sets = isOperators ? ofOperator : ofStrangers
    // Whoever is refused for it is told in the audit log, as `assertion_keys_unavailable`.
    const make = () =>
      createCachedKeys({ load: () => load(url, policy), clock, ...RULES, onError: () => {} })
    return {
      // Invariant: nothing is awaited between the look into `sets` and `mayLoad`, so that questions at
      // once share one fetch.
      find: (kid, alg) => {
        const known = sets.get(url)
        const source = known ?? make()
        if (known !== undefined) keep(sets, url, known)
        return source.find(kid, alg, () => {
          const isPaid =
            isOperators || (!asker.isHeldBack && strangerFetches.take(asker, new URL(url)))
          if (isPaid) keep(sets, url, source)
          return isPaid
        })
      },
    }
  }

  return {
    of: (client, asker) => {
      const { jwks_uri: url } = client
      if (url !== undefined) return at(url, policyForClient(client, issuer), asker)
      const keys = importClientKeys(client.jwks?.keys ?? [])
      return { find: async (kid, alg) => selectKey(keys, kid, alg) }
    },
  }
}

function keep(sets: Map<string, CachedKeys>, url: string, source: CachedKeys): void {
  sets.delete(url)
  sets.set(url, source)
  const [oldest] = sets.keys()
  if (sets.size > MOST_SETS && oldest !== undefined) sets.delete(oldest)
}
