import { generateKeyPairSync, type JsonWebKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import { type JwkSet, type KeySource, staticKeys } from '@sallyport/tokens'

export const issuer = 'https://auth.example.com'
export const audience = 'https://api.example.com'

/** Noon of a Monday, UTC. */
export const startMs = Date.UTC(2030, 0, 7, 12, 0, 0)
export const startSeconds = startMs / 1000

interface TestKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly jwk: JsonWebKey & { readonly kid: string; readonly alg: string; readonly use: string }
}

export function makeKey(kid: string): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }
  return { kid, privateKey, jwk }
}

export const signingKey = makeKey('key-1')
export const jwks: JwkSet = { keys: [signingKey.jwk] }
export const keys: KeySource = staticKeys(jwks)

export type Claims = Readonly<Record<string, unknown>>

/** The claims of alice's token, each replaced, or left out where undefined. */
export function userClaims(changes: Claims = {}): Claims {
  return {
    iss: issuer,
    aud: audience,
    sub: 'alice',
    client_id: 'web',
    scope: 'read:documents',
    jti: randomUUID(),
    iat: startSeconds,
    exp: startSeconds + 600,
    auth_time: startSeconds - 60,
    sid: 'session-1',
    grant_id: 'grant-1',
    roles: ['employee'],
    department: 'research',
    ...changes,
  }
}

/** The claims of a client that acts for itself. */
export function clientClaims(changes: Claims = {}): Claims {
  const personal = { auth_time: undefined, sid: undefined, grant_id: undefined, roles: undefined }
  return userClaims({
    ...personal,
    department: undefined,
    sub: 'worker',
    client_id: 'worker',
    ...changes,
  })
}

/** Signs any claims under any header with the issuer's key, or with another's. */
export function forge(claims: Claims, header: Claims = {}, key: TestKey = signingKey): string {
  return forgeText(
    JSON.stringify({ typ: 'at+jwt', alg: 'ES256', kid: key.kid, ...header }),
    JSON.stringify(claims),
    key,
  )
}

/** Signs header and payload as they are written. */
export function forgeText(header: string, payload: string, key: TestKey = signingKey): string {
  const signed = `${encode(header)}.${encode(payload)}`
  const signature = sign('sha256', Buffer.from(signed), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  return `${signed}.${signature.toString('base64url')}`
}

export function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}

/** A good token of alice's, with some claims changed. */
export function userToken(changes: Claims = {}): string {
  return forge(userClaims(changes))
}
