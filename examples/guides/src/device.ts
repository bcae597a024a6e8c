import * as openid from 'openid-client'

const config = await openid.discovery(
  new URL('http://localhost:4000'),
  'reports-cli',
  undefined,
  openid.None(),
  // Plain HTTP, on this machine alone.
  { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] },
)

/** Signs a person in who has a browser somewhere else. */
export async function signIn(show: (text: string) => void) {
  const codes = await openid.initiateDeviceAuthorization(config, {
    scope: 'read:reports',
    resource: 'http://localhost:4001',
  })
  show(`Open ${codes.verification_uri} and type ${codes.user_code}`)
  return openid.pollDeviceAuthorizationGrant(config, codes)
}
