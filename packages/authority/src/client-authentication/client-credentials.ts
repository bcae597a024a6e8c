import { accept, type Result, refuse } from '@sallyport/protocol'
import { peekIssuer } from '@sallyport/tokens'
import type { Parameters } from '../http/form-parameters.ts'

/** How a client says who it is, as presented; not yet verified. */
export type ClientCredentials =
  | { readonly method: 'none'; readonly clientId: string }
  | ProvingCredentials

/** Those that are to prove it. */
export type ProvingCredentials =
  | {
      readonly method: 'client_secret_basic' | 'client_secret_post'
      readonly clientId: string
      readonly secret: string
    }
  | {
      readonly method: 'private_key_jwt'
      readonly clientId: string
      readonly assertion: string
    }

type CredentialsProblem =
  /** More than one way at once, or two client ids (OAuth 2.1 §2.4). */
  | 'ambiguous'
  /** An `Authorization` header that is not Basic, or not readable, or an assertion that is not one. */
  | 'unreadable'
  /** No client id at all. */
  | 'missing'

/**
 * Parses the client's credentials from header and body; exactly one method may be used.
 * @see OAuth 2.1 §2.4
 */
export function parseClientCredentials(
  authorization: string | null,
  body: Parameters,
): Result<ClientCredentials, CredentialsProblem> {
  const bodyId = body.get('client_id')
  const bodySecret = body.get('client_secret')
  const asserted =
    body.get('client_assertion') !== undefined || body.get('client_assertion_type') !== undefined
  const methods = [authorization !== null, bodySecret !== undefined, asserted].filter(Boolean)
  if (methods.length > 1) return refuse('ambiguous')
  if (asserted) return parseAssertion(body, bodyId)
  if (authorization !== null) {
    const basic = parseBasic(authorization)
    if (basic === undefined) return refuse('unreadable')
    if (bodyId !== undefined && bodyId !== basic.clientId) return refuse('ambiguous')
    return accept({ method: 'client_secret_basic', ...basic })
  }
  if (bodyId === undefined) return refuse('missing')
  return bodySecret === undefined
    ? accept({ method: 'none', clientId: bodyId })
    : accept({ method: 'client_secret_post', clientId: bodyId, secret: bodySecret })
}

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * The assertion, and the client that it says it is of; whether that is so, its signature will tell.
 * @see RFC 7521 §4.2, RFC 7523 §2.2
 */
function parseAssertion(
  body: Parameters,
  bodyId: string | undefined,
): Result<ClientCredentials, CredentialsProblem> {
  const assertion = body.get('client_assertion')
  if (assertion === undefined || body.get('client_assertion_type') !== JWT_BEARER) {
    return refuse('unreadable')
  }
  const issuer = peekIssuer(assertion)
  if (!issuer.ok || issuer.value === '') return refuse('unreadable')
  if (bodyId !== undefined && bodyId !== issuer.value) return refuse('unreadable')
  return accept({ method: 'private_key_jwt', clientId: issuer.value, assertion })
}

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i
const MAX_BASIC_LENGTH = 2048

/** Both halves are form-encoded before they are joined (RFC 6749 §2.3.1). */
function parseBasic(header: string): { clientId: string; secret: string } | undefined {
  if (header.length > MAX_BASIC_LENGTH) return undefined
  const match = BASIC.exec(header)
  if (match === null) return undefined
  const text = Buffer.from(match[1] ?? '', 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1) return undefined
  const clientId = decodeForm(text.slice(0, colon))
  const secret = decodeForm(text.slice(colon + 1))
  return clientId === undefined || secret === undefined || clientId === ''
    ? undefined
    : { clientId, secret }
}

function decodeForm(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
