import { defineConfig } from 'sallyport'

export default defineConfig({
  issuer: 'https://id.example.com',
  store: { sqlite: './sallyport.db' },
  // #region secret
  secret: { env: 'SALLYPORT_SECRET' },
  previousSecrets: [{ env: 'SALLYPORT_SECRET_BEFORE' }],
  // #endregion
  // #region keys
  keys: { rotateEvery: '30d', publishAhead: '48h' },
  // #endregion
  clients: [
    // #region client
    {
      client_id: 'web',
      client_secret: [{ env: 'WEB_SECRET' }, { env: 'WEB_SECRET_BEFORE' }],
      redirect_uris: ['https://reports.example.com/callback'],
      scope: 'openid read:documents',
    },
    // #endregion
  ],
  resources: [{ identifier: 'https://api.example.com', scopes: ['read:documents'] }],
})
