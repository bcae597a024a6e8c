import * as openid from 'openid-client'

const config = await openid.discovery(
  new URL('http://localhost:4000'),
  'reports-cli',
  undefined,
  openid.None(),
  // Plain HTTP, on this machine alone.
  { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] },
)

const codes = await openid.initiateDeviceAuthorization(config, {
  scope: 'read:documents',
  resource: 'http://localhost:4001',
})
console.log(`Open ${codes.verification_uri} and type ${codes.user_code}`)
const tokens = await openid.pollDeviceAuthorizationGrant(config, codes)
console.log(`signed in for ${tokens.scope}`)
