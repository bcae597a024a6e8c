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

/** The public keys of clients, from their metadata or from where it says they are. */
export interface ClientKeys {
  of(client: ClientRecord): CachedKeys
}

interface ClientKeysOptions {
  readonly outbound: Outbound
  readonly clock: Clock
  readonly issuer: string
}

/** Key sets that are remembered at once; the one asked for least recently gives way. */
const MOST_SETS = 1000
const RULES = { maxAgeSeconds: 600, coolDownSeconds: 60, maxStaleSeconds: 3600, retrySeconds: 10 }

/**
 * Makes the source of clients' keys. Those at a `jwks_uri` are fetched when first needed, kept for ten
 * minutes (an hour at most where they cannot be had again), and asked for anew at most once a minute for a
 * `kid` that is not among them.
 * Security: fetched as whoever vouches for the client allows; a stranger's address leads to no private
 * network (STANDARDS.md PKJ-08).
 */
export function createClientKeys({ outbound, clock, issuer }: ClientKeysOptions): ClientKeys {
  const fetched = new Map<string, CachedKeys>()

  function at(url: string, client: ClientRecord): CachedKeys {
    const policy = policyForClient(client, issuer)
    const place = `${policy} ${url}`
    const load = async (): Promise<KeySet> => {
      const answer = await outbound.getJson({
        url,
        purpose: 'key_set',
        policy,
        maxBytes: keySetBytes,
      })
      const keys = answer.ok ? new Map(Object.entries(answer.value.json)).get('keys') : undefined
      if (!Array.isArray(keys)) throw new Error('the key set of a client cannot be had')
      return importClientKeys(keys)
    }
    // Whoever is refused for it is told in the audit log, as `assertion_keys_unavailable`.
    const source =
      fetched.get(place) ?? createCachedKeys({ load, clock, ...RULES, onError: () => {} })
    fetched.delete(place)
    fetched.set(place, source)
    const [oldest] = fetched.keys()
    if (fetched.size > MOST_SETS && oldest !== undefined) fetched.delete(oldest)
    return source
  }

  return {
    of: (client) => {
      if (client.jwks_uri !== undefined) return at(client.jwks_uri, client)
      const keys = importClientKeys(client.jwks?.keys ?? [])
      return { find: async (kid, alg) => selectKey(keys, kid, alg) }
    },
  }
}
