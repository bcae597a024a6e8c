import { defineConfig } from 'sallyport'

/**
 * The configuration of `npm start`: an authority on port 4000 for the documents API on port 4001.
 * Passwords are generated at the first start and printed; the secret that seals the signing keys is
 * generated too and kept beside the database.
 */
export default defineConfig({
  issuer: 'http://localhost:4000',
  listen: { host: '127.0.0.1', port: 4000 },
  store: { sqlite: './sallyport.db', durability: 'process' },
  resources: [
    {
      identifier: 'http://localhost:4001',
      scopes: ['read:users', 'admin:users', 'read:documents', 'write:documents'],
      scopeDescriptions: {
        'read:users': 'read your profile',
        'admin:users': 'read the profile of everybody',
        'read:documents': 'read documents that you may read',
        'write:documents': 'change documents that you may change',
      },
    },
  ],
  clients: [
    {
      client_id: 'documents-web',
      client_name: 'Documents (the example)',
      redirect_uris: ['http://localhost:4001/try/callback', 'http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
      scope:
        'openid profile email offline_access read:users admin:users read:documents write:documents',
    },
  ],
  users: [
    {
      username: 'alice',
      sub: 'alice',
      roles: ['employee'],
      department: 'research',
      scopes: ['read:users', 'read:documents', 'write:documents'],
    },
    {
      username: 'bob',
      sub: 'bob',
      roles: ['employee'],
      department: 'sales',
      scopes: ['read:users', 'read:documents', 'write:documents'],
    },
    {
      username: 'carol',
      sub: 'carol',
      roles: ['admin'],
      department: 'operations',
      scopes: ['read:users', 'admin:users', 'read:documents', 'write:documents'],
    },
  ],
  // A caller's device is trusted as far as a declared proxy says so, and nobody else is believed.
  trustedProxies: ['127.0.0.2'],
  deviceTrustHeader: 'x-device-trust',
  timeZone: 'UTC',
  // What is saved in this folder decides at once; what is broken there does not.
  policies: {
    path: './examples/documents-api/policy',
    entrypoints: ['documents/decision', 'users/decision'],
  },
})
