import { importPKCS8 } from 'jose'
import * as openid from 'openid-client'

// #region discovery
const issuer = new URL('http://localhost:4000')
const key = await importPKCS8(String(process.env.EXPORTER_KEY), 'ES256')
const proof = openid.PrivateKeyJwt({ key, kid: 'exporter-1' })
const config = await openid.discovery(issuer, 'exporter', undefined, proof, {
  algorithm: 'oauth2',
  // Plain HTTP, on this machine alone.
  execute: [openid.allowInsecureRequests],
})
// #endregion

/** An access token in which the service acts for itself, good for ten minutes. */
export async function takeToken(): Promise<string> {
  const tokens = await openid.clientCredentialsGrant(config, {
    scope: 'read:documents',
    resource: 'http://localhost:4001',
  })
  return tokens.access_token
}
