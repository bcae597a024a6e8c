import { accept, type Result, refuse } from '@sallyport/protocol'
import { parseCompactJws, parseJsonBytes } from '../access-token/parse-compact-jws.ts'
import type { KeySource } from '../key-source/key-source.ts'
import { verifySignature } from '../signature/verify-signature.ts'

/** Whom an ID token of ours was issued about, and to whom. */
export interface IdTokenHint {
  readonly subject: string
  /** `aud`: the one client that the token is for. */
  readonly clientId: string
  readonly sessionId: string
}

/**
 * Verifies an ID token that comes back to its issuer as `id_token_hint`: our signature, our `iss`, all
 * claims that we put in. An expired one is as good as another: it proves no sign-in, it says which
 * one is meant.
 * Security: `typ` keeps access and logout tokens out, which are signed with the same keys.
 * @see OpenID Connect Core §3.1.2.1, OpenID Connect RP-Initiated Logout §2 and §4
 */
export async function verifyIdTokenHint(
  token: string,
  { issuer, keys }: { readonly issuer: string; readonly keys: KeySource },
): Promise<Result<IdTokenHint, 'invalid'>> {
  const jws = parseCompactJws(token)
  if (!jws.ok) return refuse('invalid')
  const { header, payload, signature, signedData } = jws.value
  const { typ, alg, kid, ...others } = header
  const isOurs = typ === 'JWT' && (alg === 'RS256' || alg === 'ES256') && typeof kid === 'string'
  if (!isOurs || Object.keys(others).length > 0) return refuse('invalid')
  const found = await keys.find(kid, alg)
  if (found.kind !== 'found' || !verifySignature(alg, found.key, signedData, signature)) {
    return refuse('invalid')
  }
  const claims = new Map(Object.entries(parseJsonBytes(payload) ?? {}))
  const [subject, clientId, sessionId] = [claims.get('sub'), claims.get('aud'), claims.get('sid')]
  return claims.get('iss') === issuer && isText(subject) && isText(clientId) && isText(sessionId)
    ? accept({ subject, clientId, sessionId })
    : refuse('invalid')
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
