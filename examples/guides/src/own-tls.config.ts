import { defineConfig } from 'sallyport'

export default defineConfig({
  issuer: 'https://id.example.com',
  // #region listen
  listen: {
    host: '0.0.0.0',
    port: 443,
    tls: { cert: './id.example.com.pem', key: './id.example.com.key' },
  },
  // #endregion
  store: { sqlite: './sallyport.db' },
  secret: { env: 'SALLYPORT_SECRET' },
  resources: [{ identifier: 'https://api.example.com', scopes: ['read:documents'] }],
})
