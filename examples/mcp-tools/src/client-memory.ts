import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
  OAuthTokens,
  StoredOAuthClientInformation,
} from '@modelcontextprotocol/client'

/** Where the person comes back to. Nothing listens there: the story reads it from the redirect. */
export const redirectUrl = 'http://127.0.0.1:7777/callback'

/** What the SDK's client keeps of an authorization, in memory. */
export class ClientMemory implements OAuthClientProvider {
  readonly redirectUrl = redirectUrl
  readonly clientMetadata = {
    client_name: 'An assistant',
    redirect_uris: [this.redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native' as const,
  }
  #authorizationUrl: URL | undefined
  #client: StoredOAuthClientInformation | undefined
  #discovered: OAuthDiscoveryState | undefined
  #tokens: OAuthTokens | undefined
  #verifier = ''

  /** Without a client that the authority knows already, the SDK registers one. */
  constructor(client?: StoredOAuthClientInformation) {
    this.#client = client
  }

  clientInformation() {
    return this.#client
  }

  saveClientInformation(client: StoredOAuthClientInformation) {
    this.#client = client
  }

  tokens() {
    return this.#tokens
  }

  saveTokens(tokens: OAuthTokens) {
    this.#tokens = tokens
  }

  redirectToAuthorization(url: URL) {
    this.#authorizationUrl = url
  }

  /** Where the person is to be sent. Throws where the client has not asked since. */
  takeAuthorizationUrl(): URL {
    const url = this.#authorizationUrl
    if (url === undefined) throw new Error('nobody was asked to sign in')
    this.#authorizationUrl = undefined
    return url
  }

  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier
  }

  codeVerifier() {
    return this.#verifier
  }

  saveDiscoveryState(state: OAuthDiscoveryState) {
    this.#discovered = state
  }

  discoveryState() {
    return this.#discovered
  }
}
