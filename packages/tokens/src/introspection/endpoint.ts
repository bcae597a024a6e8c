import { accept, type JsonObject, type Result, refuse, Secret, tell } from '@sallyport/protocol'
import { discoverEndpoint } from '../key-source/discover-endpoint.ts'
import { fetchJson, UnusableAnswer } from '../key-source/fetch-json.ts'
import { checkEndpointUrl } from '../key-source/issuer-urls.ts'
import { withDeadline } from '../key-source/with-deadline.ts'

/** The introspection endpoint of one issuer. */
interface Endpoint {
  /** Its answer about a token: some JSON object that says `active`. */
  ask(
    token: string,
  ): Promise<Result<JsonObject, 'not_introspectable' | 'introspection_unavailable'>>
}

export interface EndpointOptions {
  readonly issuer: string
  /** The name under which the issuer knows this API. */
  readonly clientId: string
  readonly clientSecret: Secret<string>
  /** Found through the issuer's metadata where left out. */
  readonly endpoint?: string
  /** For discovery and answer together. 3000. */
  readonly timeoutMs?: number
  readonly fetch?: typeof globalThis.fetch
  /** Allows plain http beyond loopback. False. */
  readonly allowInsecure?: boolean
  /** Told of every question without a usable answer; the errors name addresses, never tokens. */
  readonly onError?: (error: unknown) => void
}

/**
 * Makes the endpoint, found through the issuer's metadata at the first question unless it is given.
 * Throws on an address that is not allowed.
 */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const { issuer, fetch = globalThis.fetch, allowInsecure = false, timeoutMs = 3000 } = options
  const { onError = () => {} } = options
  const discovery = { issuer, fetch, allowInsecure }
  const authorization = basic(options.clientId, options.clientSecret)
  const given =
    options.endpoint === undefined
      ? undefined
      : checkEndpointUrl('introspection_endpoint', options.endpoint, discovery)
  let found: string | undefined

  async function question(token: string, signal: AbortSignal): Promise<JsonObject> {
    const url =
      given ?? found ?? (await discoverEndpoint('introspection_endpoint', discovery, signal))
    found = url
    // Security: the token goes in the body; addresses end in logs.
    const form = new URLSearchParams({ token, token_type_hint: 'access_token' })
    const answer = await fetchJson(url, fetch, signal, { form, authorization })
    if (answer === undefined) throw new Error(`\`${url}\` answered 404`)
    if (!Object.hasOwn(answer, 'active') || typeof answer.active !== 'boolean') {
      throw new Error(`\`${url}\` does not say whether the token is active`)
    }
    return answer
  }

  return {
    ask: async (token) => {
      try {
        return accept(await withDeadline(timeoutMs, (signal) => question(token, signal)))
      } catch (error) {
        // The issuer may have moved its endpoint: the next question looks for it again.
        found = undefined
        tell(onError, error)
        // Security: 400 may be the doing of the token, as oidc-provider answers of whatever resembles a
        // JWT. It counts against the caller, so that a flood of such tokens is stopped like any other.
        const isRejected = error instanceof UnusableAnswer && error.status === 400
        return refuse(isRejected ? 'not_introspectable' : 'introspection_unavailable')
      }
    },
  }
}

/** Credentials as RFC 6749 §2.3.1 has them: each form-urlencoded before they are put together. */
function basic(clientId: string, secret: Secret<string>): Secret<string> {
  const pair = `${formEncoded(clientId)}:${formEncoded(secret.reveal())}`
  return new Secret(`Basic ${Buffer.from(pair).toString('base64')}`)
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
