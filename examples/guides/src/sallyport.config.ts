import type { ConfigurationInput } from 'sallyport'

/** What the guides add to the configuration of `npm start`. */
const additions: Partial<ConfigurationInput> = {
  clients: [
    // #region web
    {
      client_id: 'web',
      client_name: 'Reports',
      client_secret: { env: 'WEB_SECRET' },
      redirect_uris: ['http://localhost:4002/callback'],
      post_logout_redirect_uris: ['http://localhost:4002/'],
      backchannel_logout_uri: 'http://localhost:4002/signed-out',
      scope: 'openid profile read:documents write:documents',
    },
    // #endregion
    // #region service
    {
      client_id: 'reporter',
      client_name: 'The nightly report',
      client_secret: { env: 'REPORTER_SECRET' },
      grant_types: ['client_credentials'],
      scope: 'read:documents',
    },
    // #endregion
    // #region key
    {
      client_id: 'exporter',
      client_name: 'The nightly export',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: {
        keys: [
          {
            kty: 'EC',
            crv: 'P-256',
            x: '24PizIBPbvDTL0zPHtmmhI5QhF8fR448ws0SL8RBhok',
            y: 'KTkQ3GzcGvSrH4AjNBofo4EM3PxtDCivbElzDyLpH-0',
            kid: 'exporter-1',
            alg: 'ES256',
          },
        ],
      },
      grant_types: ['client_credentials'],
      scope: 'read:documents',
    },
    // #endregion
    // #region device
    {
      client_id: 'reports-cli',
      client_name: 'Reports for the terminal',
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      scope: 'read:documents',
    },
    // #endregion
    // #region native
    {
      client_id: 'desktop',
      client_name: 'Reports on the desktop',
      redirect_uris: ['http://127.0.0.1/callback'],
      scope: 'read:documents write:documents',
    },
    // #endregion
  ],
  // #region registration
  registration: {
    initialAccessTokens: [{ env: 'REGISTRATION_TOKEN' }],
    scope: 'read:documents',
  },
  // #endregion
  // #region documents
  clientIdMetadataDocuments: { scope: 'read:documents' },
  // #endregion
}

export default additions
