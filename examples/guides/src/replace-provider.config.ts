import type { ConfigurationInput } from 'sallyport'

/** What stands in the configuration from before the change on. */
const additions: Partial<ConfigurationInput> = {
  // #region resource
  resources: [
    { identifier: 'https://api.example.com', scopes: ['read:documents', 'write:documents'] },
  ],
  // #endregion
  clients: [
    // #region client
    {
      client_id: 'web',
      client_name: 'Reports',
      client_secret: { env: 'WEB_SECRET' },
      redirect_uris: ['http://127.0.0.1/callback'],
      scope: 'openid profile read:documents',
    },
    // #endregion
    { client_id: 'desktop', redirect_uris: ['http://127.0.0.1/callback'], scope: 'read:documents' },
  ],
}

export default additions
