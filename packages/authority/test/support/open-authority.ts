import { createRecorder } from '@sallyport/audit'
import {
  type AuditEvent,
  type Clock,
  type KeyRecord,
  refuse,
  Secret,
  type SettableClock,
  type SigningAlgorithm,
  secureRandom,
  settableClock,
} from '@sallyport/protocol'
import { parseAddressSet } from '@sallyport/protocol/peer'
import type { ClientRecord, Store, UserRecord } from '@sallyport/store'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { createKeyRing, type KeyRing } from '@sallyport/tokens'
import {
  type Authority,
  type AuthorityOptions,
  createAuthority,
  createPasswordHasher,
  digestSecret,
  type Outbound,
  type PasswordHasher,
} from '../../src/index.ts'

export const issuer = 'https://auth.example'
export const documentsApi = 'https://api.example/documents'
export const reportsApi = 'https://api.example/reports'
export const redirectUri = 'https://app.example/callback'
export const password = 'a long enough passphrase'

/** A confidential client's secret. */
export const secretOf = (clientId: string) => `secret-of-${clientId}-0123456789abcdef0123456789`

/** Everything of a running authority that a test may look at. */
export interface Bench {
  readonly authority: Authority
  readonly options: AuthorityOptions
  readonly store: Store
  readonly keys: KeyRing
  readonly clock: SettableClock
  /** Every audit event so far. */
  events(): Promise<readonly AuditEvent[]>
  close(): Promise<void>
}

/** No test reaches out unless it says whereto. */
const noOutbound: Outbound = {
  getJson: async () => refuse('unreachable'),
  postForm: async () => refuse('unreachable'),
}

/** Hashes as in earnest, for tests that are about that: 35 ms each. */
export const realPasswords = createPasswordHasher()
let reallyHashed: Promise<string> | undefined

/** One RSA key for every authority of the process: making one takes long. */
let rsaKey: Promise<KeyRecord> | undefined

async function makeRsaKey(secret: Secret<string>, clock: Clock): Promise<KeyRecord> {
  const { keys: ledger, close } = openSqliteStore({ file: ':memory:', durability: 'process' })
  await createKeyRing({ ledger, secret, algorithm: 'RS256', clock }).signer()
  const [key] = await ledger.list()
  await close()
  if (key === undefined) throw new Error('no key was made')
  return key
}

/** Tells passwords from others in no time: most tests are about something else, and sign in often. */
const quickPasswords: PasswordHasher = {
  hash: async (text) => `quick ${text}`,
  verify: async (hash, text) => hash === `quick ${text}`,
}

/** 2026-03-02 12:00 UTC, a Monday. */
export const noon = Date.UTC(2026, 2, 2, 12, 0, 0)

/**
 * Opens an authority on an empty store in memory, with users alice and bob (bob may grant less), and
 * clients `app` (public), `conf` (client_secret_basic), `post` (client_secret_post), `other` (public)
 * and `native` (public, loopback and private-use redirects).
 */
export async function openAuthority(
  overrides: Partial<AuthorityOptions> = {},
  wrapStore: (store: Store) => Store = (store) => store,
): Promise<Bench> {
  const clock = settableClock(noon)
  const inner = openSqliteStore({ file: ':memory:', durability: 'process' })
  const store = wrapStore(inner)
  const secret = new Secret('the configuration secret of the tests, long enough')
  const keys = createKeyRing({ ledger: store.keys, secret, algorithm: 'ES256', clock, maxAgeMs: 0 })
  const rsaKeys = createKeyRing({
    ledger: store.keys,
    secret,
    algorithm: 'RS256',
    clock,
    maxAgeMs: 0,
  })
  const signer = async (algorithm: SigningAlgorithm) => {
    if (algorithm === 'ES256') return keys.signer()
    rsaKey ??= makeRsaKey(secret, clock)
    await inner.keys.addFirst(await rsaKey)
    return rsaKeys.signer()
  }
  const { passwords = quickPasswords } = overrides
  if (passwords === realPasswords) reallyHashed ??= realPasswords.hash(password)
  const real = passwords === realPasswords ? await reallyHashed : undefined
  await saveUsers(inner, real === undefined ? {} : { passwordHash: real })
  await saveClients(inner)
  const faults: unknown[] = []
  const options: AuthorityOptions = {
    issuer,
    resources: [
      {
        identifier: documentsApi,
        scopes: ['read:documents', 'write:documents', 'read:users', 'admin:users'],
        accessTokenSeconds: 600,
        algorithm: 'ES256',
      },
      {
        identifier: reportsApi,
        scopes: ['read:reports'],
        accessTokenSeconds: 300,
        algorithm: 'ES256',
      },
    ],
    store,
    keys: {
      signer,
      publicKeys: async () => {
        for (const algorithm of ['ES256', 'RS256'] as const) await signer(algorithm)
        return keys.publicKeys()
      },
    },
    recorder: createRecorder({ ledger: store.audit, clock }),
    secret,
    passwords,
    clock,
    random: secureRandom,
    proxies: { proxies: parseAddressSet([]) },
    outbound: noOutbound,
    codeSeconds: 60,
    refreshTokens: { absoluteSeconds: 30 * 86_400, idleSeconds: 14 * 86_400 },
    sessions: { absoluteSeconds: 12 * 3600, idleSeconds: 3600 },
    onFault: (error) => {
      faults.push(error)
    },
    ...overrides,
  }
  return {
    authority: createAuthority(options),
    options,
    store: inner,
    keys,
    clock,
    events: async () => (await inner.audit.since(0, 10_000)).map(({ event }) => event),
    close: async () => {
      await inner.close()
      if (faults.length > 0) throw faults[0]
    },
  }
}

export async function saveUser(store: Store, user: Partial<UserRecord> & { username: string }) {
  return store.users.save({
    sub: `user-${user.username}`,
    passwordHash: await quickPasswords.hash(password),
    roles: ['employee'],
    scopes: [],
    status: 'active',
    createdAt: noon / 1000,
    updatedAt: noon / 1000,
    ...user,
  })
}

export async function saveClient(
  store: Store,
  client: Partial<ClientRecord> & { client_id: string },
) {
  return store.clients.save({
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    scope: 'read:documents write:documents read:reports',
    origin: 'operator',
    secrets: [],
    status: 'active',
    createdAt: noon / 1000,
    updatedAt: noon / 1000,
    ...client,
  })
}

async function saveUsers(store: Store, facts: Partial<UserRecord>): Promise<void> {
  const all = ['read:documents', 'write:documents', 'read:users', 'read:reports']
  await saveUser(store, { username: 'alice', department: 'research', scopes: all, ...facts })
  await saveUser(store, { username: 'bob', scopes: ['read:documents'], ...facts })
}

async function saveClients(store: Store): Promise<void> {
  await saveClient(store, { client_id: 'app', client_name: 'The App' })
  await saveClient(store, { client_id: 'other' })
  for (const [client_id, method] of [
    ['conf', 'client_secret_basic'],
    ['post', 'client_secret_post'],
  ] as const) {
    const secrets = [{ digest: digestSecret(secretOf(client_id)), createdAt: noon / 1000 }]
    await saveClient(store, { client_id, token_endpoint_auth_method: method, secrets })
  }
  await saveClient(store, {
    client_id: 'native',
    redirect_uris: ['http://127.0.0.1/cb', 'http://[::1]/cb', 'com.example.app:/cb'],
  })
}
