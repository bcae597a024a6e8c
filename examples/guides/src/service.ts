import * as openid from 'openid-client'

const issuer = new URL('http://localhost:4000')
const secret = openid.ClientSecretBasic(String(process.env.REPORTER_SECRET))
const config = await openid.discovery(issuer, 'reporter', undefined, secret, {
  algorithm: 'oauth2',
  // Plain HTTP, on this machine alone.
  execute: [openid.allowInsecureRequests],
})

/** An access token in which the service acts for itself, good for ten minutes. */
async function takeToken(): Promise<string> {
  const tokens = await openid.clientCredentialsGrant(config, {
    scope: 'read:documents',
    resource: 'http://localhost:4001',
  })
  return tokens.access_token
}

const url = 'http://localhost:4003/api/reports'
const answer = await fetch(url, { headers: { authorization: `Bearer ${await takeToken()}` } })
console.log(answer.status, await answer.text())
