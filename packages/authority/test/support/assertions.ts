import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { issuer, noon } from './open-authority.ts'
import { type Changes, randomText } from './person.ts'

/** A key pair of a client, and what the client publishes of it. */
interface ClientKey {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicJwk: Readonly<Record<string, unknown>>
}

export async function makeClientKey(kid = 'key-1', alg = 'ES256'): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg } }
}

/** An assertion that is known to be good once, with changes to its claims; undefined leaves one out. */
export function writeAssertion(
  clientId: string,
  { kid, privateKey, publicJwk }: ClientKey,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const now = noon / 1000
  const claims = { iss: clientId, sub: clientId, aud: issuer, iat: now, exp: now + 60 }
  const all = Object.entries({ ...claims, jti: randomText(), ...changes })
  return new SignJWT(Object.fromEntries(all.filter(([, value]) => value !== undefined)))
    .setProtectedHeader({ alg: String(publicJwk.alg), kid })
    .sign(privateKey)
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The parameters that present an assertion. */
export function presenting(client_assertion: string): Changes {
  return { client_id: undefined, client_assertion, client_assertion_type: assertionType }
}
