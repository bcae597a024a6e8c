import { headerValues } from '@sallyport/protocol/peer'
import type { GuardRequest } from '../verdict.ts'

/** The credentials that a request shows, before anyone has vouched for them. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  /** Nothing that we take: no header, another scheme, a token in the query or body alone. */
  | { readonly kind: 'missing'; readonly reason: CredentialsReason }
  /** More than one set, so that two readers could take different ones. */
  | { readonly kind: 'ambiguous'; readonly reason: CredentialsReason }
  /** A Bearer header that holds no token. */
  | { readonly kind: 'malformed'; readonly reason: CredentialsReason }

/** Why no token could be taken from a request. For the audit, never for the caller. */
export type CredentialsReason =
  /** No `Authorization` header. */
  | 'no_credentials'
  /** An `Authorization` header of another scheme than Bearer. */
  | 'other_scheme'
  /** A token in the query alone, where it is never read. */
  | 'token_in_query'
  /** A token in a form body alone, where it is never read. */
  | 'token_in_body'
  /** Two headers of which there may be one. */
  | 'duplicate_header'
  /** A token in the header, and one in the query or the body. */
  | 'two_methods'
  /** Longer than 8192 characters. */
  | 'too_large'
  /** A Bearer header that holds no token. */
  | 'malformed_credentials'
  /** The request could not be read at all. */
  | 'unread'

/** Longest token that is looked at, in characters: `verifyAccessToken` reads no longer one. */
const maxTokenLength = 8192

const singleHeaders = ['authorization', 'dpop', 'client-cert'] as const
const BEARER = /^bearer(?=[ \t]|$)/i
const TOKEN68 = /^[A-Za-z0-9\-._~+/]+=*$/

/**
 * Parses the credentials of a request: the `Authorization` header with the scheme `Bearer`, in any
 * case, one space and one token68. A token in the query or in a form body is never read.
 * @see RFC 6750 §2.1, RFC 9110 §11.4
 */
export function parseCredentials(request: GuardRequest): Credentials {
  // Security: Node keeps the first of two `authorization` headers and hides the other, a proxy in
  // front may have judged the second.
  if (singleHeaders.some((name) => headerValues(request.headers, name).length > 1)) {
    return { kind: 'ambiguous', reason: 'duplicate_header' }
  }
  const [value = ''] = headerValues(request.headers, 'authorization')
  const elsewhere = tokenElsewhere(request)
  if (value === '') return { kind: 'missing', reason: elsewhere ?? 'no_credentials' }
  if (!BEARER.test(value)) return { kind: 'missing', reason: 'other_scheme' }
  if (elsewhere !== undefined) return { kind: 'ambiguous', reason: 'two_methods' }
  const token = value.slice('bearer '.length)
  if (token.length > maxTokenLength) return { kind: 'malformed', reason: 'too_large' }
  if (value.charAt('bearer'.length) !== ' ' || !TOKEN68.test(token)) {
    return { kind: 'malformed', reason: 'malformed_credentials' }
  }
  return { kind: 'token', token }
}

/** Security: tokens in URLs end in logs and `Referer` headers, so they are noticed and never used. */
function tokenElsewhere(request: GuardRequest): CredentialsReason | undefined {
  if (request.hasTokenInBody) return 'token_in_body'
  const query = request.target.indexOf('?')
  if (query === -1) return undefined
  return new URLSearchParams(request.target.slice(query + 1)).has('access_token')
    ? 'token_in_query'
    : undefined
}
