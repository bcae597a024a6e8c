import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { VerifyOptions } from '../src/access-token/verify-access-token.ts'
import { verifyAccessToken } from '../src/access-token/verify-access-token.ts'
import type { JwkSet } from '../src/index.ts'
import { staticKeys } from '../src/key-source/static-keys.ts'
import { findAlgorithm } from '../src/signature/algorithms.ts'

/** Writes tokens that no honest issuer would, signed with known keys. */

export const issuer = 'https://as.example'
export const audience = 'https://api.example'
export const now = 1_800_000_000

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** The issuer's own keys, as the attacker does not have them. */
export const issuerKeys = { ec, rsa }

export const jwks: JwkSet = {
  keys: [
    { ...ec.publicKey.export({ format: 'jwk' }), kid: 'ec-1', use: 'sig', alg: 'ES256' },
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa-1', use: 'sig', alg: 'RS256' },
  ],
}

const issuerSource = staticKeys(jwks)

export const goodHeader = { typ: 'at+jwt', alg: 'ES256', kid: 'ec-1' }

export const goodClaims = {
  iss: issuer,
  sub: 'user-1',
  aud: audience,
  client_id: 'app-1',
  scope: 'read:documents write:documents',
  jti: 'token-1',
  iat: now - 60,
  exp: now + 540,
  auth_time: now - 120,
  sid: 'session-1',
  grant_id: 'grant-1',
  roles: ['employee'],
  department: 'sales',
  acr: 'urn:one',
  amr: ['pwd'],
}

export interface Forgery {
  /** Merged over the good header; undefined members are left out. A string is taken as it is. */
  readonly header?: object | string
  /** Merged over the good claims; undefined members are left out. A string is taken as it is. */
  readonly claims?: object | string
  /** Signs under this algorithm, whatever the header says. */
  readonly alg?: string
  readonly key?: KeyObject
}

/** A token of the issuer, with changes: signed, unless told otherwise, with the issuer's EC key. */
export function forgeToken({ header = {}, claims = {}, alg = 'ES256', key }: Forgery = {}): string {
  const signed = `${encode(header, goodHeader)}.${encode(claims, goodClaims)}`
  const signature = signWith(alg, key ?? ec.privateKey, Buffer.from(signed))
  return `${signed}.${signature.toString('base64url')}`
}

export function signWith(alg: string, key: KeyObject, data: Uint8Array): Buffer {
  const algorithm = findAlgorithm(alg)
  if (algorithm === undefined) throw new Error(`the test cannot sign under ${alg}`)
  return sign(algorithm.hash, data, { key, ...algorithm.signing })
}

/** What the verifier says of a token: the refusal's code, or `accepted`. */
export async function judge(token: string, changes: Partial<VerifyOptions> = {}): Promise<string> {
  const result = await verifyAccessToken(token, {
    issuer,
    audience,
    keys: issuerSource,
    nowSeconds: now,
    ...changes,
  })
  return result.ok ? 'accepted' : result.refusal
}

function encode(part: object | string, base: object): string {
  const text = typeof part === 'string' ? part : JSON.stringify({ ...base, ...part })
  return Buffer.from(text).toString('base64url')
}
