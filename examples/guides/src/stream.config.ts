import type { ConfigurationInput } from 'sallyport'

/** Into the configuration: an API that is a client too, and hears of revocations. */
export default {
  // #region stream
  resources: [
    {
      identifier: 'http://localhost:4001',
      scopes: ['read:documents'],
      introspectedBy: ['documents-api'],
    },
  ],
  clients: [
    {
      client_id: 'documents-api',
      client_secret: { env: 'API_SECRET' },
      grant_types: ['client_credentials'],
    },
  ],
  // #endregion
} satisfies Partial<ConfigurationInput>
