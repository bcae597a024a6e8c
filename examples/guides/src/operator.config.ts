import { defineConfig } from 'sallyport'

export default defineConfig({
  issuer: 'https://id.example.com',
  store: { sqlite: './sallyport.db' },
  secret: { env: 'SALLYPORT_SECRET' },
  resources: [{ identifier: 'https://api.example.com', scopes: ['read:documents'] }],
  clients: [
    {
      client_id: 'incident-bot',
      client_secret: { env: 'BOT_SECRET' },
      grant_types: ['client_credentials'],
      scope: 'operator:revoke',
    },
  ],
  // #region operator
  operator: { roles: ['security'], clients: ['incident-bot'] },
  // #endregion
})
