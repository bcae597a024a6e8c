import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { RefreshTokenCodec } from '../grant/refresh-token.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Parameters } from '../http/form-parameters.ts'

/** A token request whose client is authenticated and may use the grant: what a grant handler gets. */
export interface TokenRequest {
  readonly client: ClientRecord
  readonly parameters: Parameters
  readonly exchange: Exchange
  readonly options: AuthorityOptions
  readonly refreshTokens: RefreshTokenCodec
}

/** The refresh token's binding; bearer today, so none. */
export const unbound = null
