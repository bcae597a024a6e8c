import type { Principal } from '@sallyport/protocol'
import type { Peer, RawHeaders } from '@sallyport/protocol/peer'

/** One HTTP request, as far as the guard looks at it. */
export interface GuardRequest {
  readonly method: string
  /** The request target as received: path and query. */
  readonly target: string
  /** Header pairs as received, duplicates included. */
  readonly headers: RawHeaders
  readonly peer: Peer
  /** Whether a form body, where something has parsed it already, holds an `access_token`. */
  readonly hasTokenInBody: boolean
}

/** Header names, in lower case, and values of an answer, in order. */
export type AnswerHeaders = readonly (readonly [name: string, value: string])[]

/** A whole answer. */
export interface Answer {
  readonly status: number
  readonly headers: AnswerHeaders
  readonly body: string
}

/** What the guard says of a request: let it pass with these headers on the answer, or answer this. */
export type Verdict = PassVerdict | RefuseVerdict

export interface PassVerdict {
  readonly kind: 'pass'
  readonly principal: Principal
  /** As in the guard's own record of the request. */
  readonly requestId: string
  readonly headers: AnswerHeaders
}

export interface RefuseVerdict extends Answer {
  readonly kind: 'refuse'
  /** JSON text, `application/problem+json` (RFC 9457). */
  readonly body: string
}

/**
 * What stands in front of the guard: it answers a request itself, or lets it go on with these headers
 * on whatever the answer will be. It vouches for nobody.
 */
export type Front = (request: FrontRequest) => FrontVerdict

export type FrontRequest = Pick<GuardRequest, 'method' | 'target' | 'headers'>

export type FrontVerdict =
  | { readonly kind: 'pass'; readonly headers: AnswerHeaders }
  | (Answer & { readonly kind: 'answer' })
