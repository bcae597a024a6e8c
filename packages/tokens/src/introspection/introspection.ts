import { type Clock, nowSeconds, type Principal, type Result } from '@sallyport/protocol'
import { digestId } from '../access-token/digest-id.ts'
import type { MapFacts } from '../access-token/take-facts.ts'
import { checkIssuerUrl } from '../key-source/issuer-urls.ts'
import { createEndpoint, type EndpointOptions } from './endpoint.ts'
import { type IntrospectionRefusal, readAnswer } from './read-answer.ts'
import { createRefusedTokens } from './refused-tokens.ts'

/** Asks the issuer of opaque tokens what they are. */
export interface Introspection {
  /**
   * Who is calling, in the issuer's words, or why not. Throws only on `facts` that throw or do not
   * fit. Nothing of an active answer is remembered here.
   */
  introspect(token: string): Promise<Result<Principal, IntrospectionRefusal>>
}

export interface IntrospectionOptions extends EndpointOptions {
  /** Our own resource identifier, which the answer's `aud` must be or contain. */
  readonly audience: string
  /**
   * False: an answer without `aud` is taken, if it says `token_type` `Bearer`. For an issuer that
   * answers for tokens of this API alone. True.
   */
  readonly requireAudience?: boolean
  /** What the issuer's answers mean here, beside what the standards say. */
  readonly facts?: MapFacts
  readonly clock: Clock
}

/**
 * Introspection at one issuer.
 *
 * - Questions about one token share one request, while it is under way.
 * - A token that was refused is refused again without a question for 5 seconds.
 * - The endpoint is down, late, redirects, answers more than 64 kB or anything but JSON that says
 *   `active`: `introspection_unavailable`.
 *
 * Throws on an issuer or endpoint that is not https, except http on loopback.
 * @see RFC 7662 §2
 */
export function createIntrospection(options: IntrospectionOptions): Introspection {
  const { issuer, clock, allowInsecure = false } = options
  checkIssuerUrl(issuer, allowInsecure)
  const endpoint = createEndpoint(options)
  const refused = createRefusedTokens(clock)
  const inFlight = new Map<string, Promise<Result<Principal, IntrospectionRefusal>>>()

  async function ask(token: string, id: string): Promise<Result<Principal, IntrospectionRefusal>> {
    const answer = await endpoint.ask(token)
    if (!answer.ok) return answer
    const read = readAnswer(answer.value, id, { ...options, nowSeconds: nowSeconds(clock) })
    if (!read.ok) refused.save(id, read.refusal)
    return read
  }

  return {
    introspect: async (token) => {
      // Security: kept by digest, so that no token stays in memory.
      const id = digestId(token)
      const refusal = refused.find(id)
      if (refusal !== undefined) return { ok: false, refusal }
      const asked = inFlight.get(id) ?? ask(token, id).finally(() => inFlight.delete(id))
      inFlight.set(id, asked)
      return asked
    },
  }
}
