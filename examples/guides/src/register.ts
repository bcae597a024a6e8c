import * as openid from 'openid-client'

/** Registers a client of one's own, and answers how to go on with it. */
export async function register(): Promise<openid.Configuration> {
  // #region register
  const config = await openid.dynamicClientRegistration(
    new URL('http://localhost:4000'),
    {
      client_name: 'Reports in the editor',
      redirect_uris: ['http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
    },
    openid.None(),
    {
      algorithm: 'oauth2',
      initialAccessToken: String(process.env.REGISTRATION_TOKEN),
      // Plain HTTP, on this machine alone.
      execute: [openid.allowInsecureRequests],
    },
  )
  console.log(`registered as ${config.clientMetadata().client_id}`)
  // #endregion
  return config
}
