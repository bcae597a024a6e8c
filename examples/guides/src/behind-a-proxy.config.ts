import { defineConfig } from 'sallyport'

// #region configuration
export default defineConfig({
  issuer: 'https://id.example.com',
  listen: { host: '127.0.0.1', port: 4000 },
  store: { sqlite: '/var/lib/sallyport/sallyport.db' },
  secret: { env: 'SALLYPORT_SECRET' },
  trustedProxies: ['127.0.0.1', '10.1.0.0/16'],
  deviceTrustHeader: 'x-device-trust',
  resources: [{ identifier: 'https://api.example.com', scopes: ['read:documents'] }],
})
// #endregion
