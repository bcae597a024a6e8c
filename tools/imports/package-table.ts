/** What one package may import. */
export interface PackageRow {
  /**
   * Specifiers of ours: `@sallyport/store` is that entry point alone (the contract),
   * `@sallyport/protocol/*` is the package with all its entry points.
   */
  readonly ours: readonly string[]
  /** Packages from the registry that it may use at run time, optional peers included. */
  readonly thirdParty: readonly string[]
  /** The modules of Node that it may use; absent: any. */
  readonly builtins?: readonly string[]
}

export type PackageTable = ReadonlyMap<string, PackageRow>

const protocol = '@sallyport/protocol/*'
const storeContract = '@sallyport/store'

/**
 * Which package may import what. Imports run downwards only: whoever needs something from beside or
 * above takes it as a port, an interface declared in `protocol`. A third-party package is added here
 * together with a decision record.
 */
export const packageTable: PackageTable = new Map<string, PackageRow>([
  // `protocol` does no I/O; `node:net` tells addresses apart, in the entry point `peer` alone.
  ['@sallyport/protocol', { ours: [], thirdParty: [], builtins: ['node:net'] }],
  // Hashes, signatures and randomness are the platform's.
  ['@sallyport/rego', { ours: [], thirdParty: ['yaml'], builtins: ['node:crypto'] }],
  // `fast-check` drives the contract suite, which is exported for every store to pass.
  [
    '@sallyport/store',
    { ours: [protocol], thirdParty: ['kysely', 'pg', 'redis', 'ioredis', 'fast-check'] },
  ],
  ['@sallyport/tokens', { ours: [protocol], thirdParty: ['jose'] }],
  ['@sallyport/revocation', { ours: [protocol, storeContract], thirdParty: [] }],
  ['@sallyport/limits', { ours: [protocol, storeContract], thirdParty: [] }],
  ['@sallyport/audit', { ours: [protocol, storeContract], thirdParty: [] }],
  [
    '@sallyport/watch',
    { ours: [protocol, storeContract, '@sallyport/audit/*'], thirdParty: ['mmdb-lib'] },
  ],
  [
    '@sallyport/policies',
    {
      ours: [protocol, storeContract, '@sallyport/audit/*', '@sallyport/rego/*'],
      thirdParty: ['@open-policy-agent/opa-wasm'],
    },
  ],
  [
    '@sallyport/authority',
    {
      ours: [
        protocol,
        storeContract,
        '@sallyport/tokens/*',
        '@sallyport/revocation/*',
        '@sallyport/limits/*',
        '@sallyport/audit/*',
      ],
      thirdParty: ['hono', 'zod', '@simplewebauthn/server', 'openid-client'],
    },
  ],
  [
    '@sallyport/guard',
    {
      ours: [protocol, '@sallyport/tokens/*', '@sallyport/revocation/*', '@sallyport/limits/*'],
      thirdParty: ['express', 'fastify', 'hono', '@modelcontextprotocol/server'],
    },
  ],
  ['@sallyport/browser', { ours: [protocol], thirdParty: [], builtins: [] }],
  [
    '@sallyport/console',
    {
      ours: [protocol, '@sallyport/rego/*'],
      thirdParty: ['react', 'react-dom', 'vite', 'uplot', 'codemirror'],
    },
  ],
  [
    'sallyport',
    {
      ours: ['@sallyport/*'],
      thirdParty: ['@hono/node-server', 'commander', 'pino', 'zod', '@peculiar/x509'],
    },
  ],
])
