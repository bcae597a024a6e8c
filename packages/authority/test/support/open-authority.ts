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

/** The RSA keys of every authority of the process: making them takes long. */
let rsaKeys: Promise<readonly [KeyRecord, KeyRecord]> | undefined

async function makeRsaKeys(
  secret: Secret<string>,
  clock: Clock,
): Promise<readonly [KeyRecord, KeyRecord]> {
  const { keys: ledger, close } = openSqliteStore({ file: ':memory:', durability: 'process' })
  await createKeyRing({ ledger, secret, algorithms: ['RS256'], clock }).signer('RS256')
  const made = await ledger.list()
  await close()
  const signing = made.find(({ status }) => status === 'signing')
  const next = made.find(({ status }) => status === 'next')
  if (signing === undefined || next === undefined) throw new Error('no keys were made')
  return [signing, next]
}

/** Tells passwords from others in no time: most tests are about something else, and sign in often. */
const quickPasswords: PasswordHasher = {
  hash: async (text) => `quick ${text}`,
  verify: async (hash, text) => hash === `quick ${text}`,
}

/** Those of the configuration. */
export const refreshTokens = {
  absoluteSeconds: 30 * 86_400,
  idleSeconds: 14 * 86_400,
  retrySeconds: 10,
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
  const algorithms = ['ES256', 'RS256'] as const
  const keys = createKeyRing({ ledger: store.keys, secret, algorithms, clock, maxAgeMs: 0 })
  const signer = async (algorithm: SigningAlgorithm) => {
    if (algorithm === 'RS256') {
      rsaKeys ??= makeRsaKeys(secret, clock)
      await inner.keys.addFirst(...(await rsaKeys))
    }
    return keys.signer(algorithm)
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
    refreshTokens,
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
