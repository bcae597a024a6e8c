import { defineConfig } from 'sallyport'

const { ISSUER: issuer = 'http://localhost:4000', API: api = 'http://localhost:4001' } = process.env

/** The same on every node: only secrets and addresses come from the environment. */
export default defineConfig({
  issuer,
  listen: { host: process.env.LISTEN_HOST ?? '0.0.0.0', port: Number(process.env.PORT ?? 4000) },
  // #region store
  store: { redis: { env: 'REDIS_URL' }, postgres: { env: 'POSTGRES_URL' } },
  secret: { env: 'SALLYPORT_SECRET' },
  // #endregion
  // Where the proxy is, whose word for the caller's address is taken.
  trustedProxies: (process.env.TRUSTED_PROXIES ?? '172.16.0.0/12,192.168.0.0/16').split(','),
  resources: [
    {
      identifier: api,
      scopes: ['read:documents', 'write:documents', 'read:users', 'admin:users'],
    },
  ],
  clients: [
    {
      client_id: 'documents-web',
      client_name: 'Documents (the example)',
      redirect_uris: [`${api}/try/callback`],
      token_endpoint_auth_method: 'none',
      scope:
        'openid profile email offline_access read:users admin:users read:documents write:documents',
    },
  ],
  users: [
    { username: 'alice', roles: ['employee'], scopes: ['read:users', 'read:documents'] },
    {
      username: 'bob',
      roles: ['employee'],
      scopes: ['read:users', 'read:documents', 'write:documents'],
    },
  ],
})
