import assert from 'node:assert/strict'
import { createGuard } from '@sallyport/guard'
import { type AuditEvent, type SettableClock, settableClock } from '@sallyport/protocol'
import { type Sallyport, startSallyport } from '../../src/start/start-sallyport.ts'
import { accepted } from './configurations.ts'
import { askForTokens, redirectUri, signIn, type Tokens } from './visitor.ts'

export const api = 'https://api.example'
const password = 'a long enough passphrase'
const secretOf = (client: string) => `secret-of-${client}-0123456789abcdef0123456789`

/** An authority with an operator API, on a socket, and what its callers do. */
export interface Operated {
  readonly sallyport: Sallyport
  readonly clock: SettableClock
  /** The operator API's identifier. */
  readonly admin: string
  /** A token of a person at the client `app` (or another) for the operator API, or for `api`. */
  person(username: string, asked?: { client?: string; resource?: string }): Promise<Tokens>
  /** A token of a client that acts for itself. */
  client(id: string, resource?: string): Promise<string>
  /** POST /admin/revocations, with a JSON body unless the change says otherwise. */
  revoke(token: string | undefined, body: unknown, change?: RequestInit): Promise<Answer>
  /** Whether a token for `api` is good: a guard and introspection must say the same. */
  isLive(token: string): Promise<boolean>
  events(type: AuditEvent['type']): Promise<readonly AuditEvent[]>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

const service = (id: string, scope: string) => ({
  client_id: id,
  client_secret: secretOf(id),
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['client_credentials'],
  scope,
})

const both = 'read:documents operator:revoke'

/** `ops` and whoever has the role `admin` are operators. */
export const configuration = {
  issuer: 'http://127.0.0.1:0',
  listen: { port: 0 },
  store: { sqlite: ':memory:' },
  operator: { roles: ['admin'], clients: ['ops'] },
  resources: [{ identifier: api, scopes: ['read:documents'], introspectedBy: ['api'] }],
  clients: [
    { client_id: 'app', redirect_uris: [redirectUri], scope: both },
    { client_id: 'other', redirect_uris: [redirectUri], scope: both },
    { client_id: 'plain', redirect_uris: [redirectUri], scope: 'read:documents' },
    service('ops', both),
    service('bot', both),
    service('idle', 'read:documents'),
    service('api', ''),
  ],
  users: [
    { username: 'alice', sub: 'alice', roles: ['employee'], scopes: both.split(' ') },
    { username: 'bob', sub: 'bob', roles: ['admin'], scopes: ['read:documents'] },
    { username: 'carol', sub: 'carol', roles: ['admin'], scopes: both.split(' ') },
    { username: 'dave', sub: 'dave', roles: ['admin'], scopes: both.split(' ') },
  ].map((user) => ({ ...user, password })),
}

export async function openOperated(settings: object = configuration): Promise<Operated> {
  const clock = settableClock(Date.UTC(2026, 2, 2, 12))
  const sallyport = await startSallyport(accepted(settings, { command: 'dev' }), { clock })
  const { issuer, revocations, store } = sallyport
  const admin = `${issuer}/admin`
  const guard = createGuard<{ readonly token: string }>(
    { issuer, audience: api, revocations, clock },
    ({ token }) => ({
      method: 'GET',
      target: '/',
      headers: [['authorization', `Bearer ${token}`]],
      peer: { address: '192.0.2.1' },
      hasTokenInBody: false,
    }),
  )
  return {
    sallyport,
    clock,
    admin,
    person: (username, { client = 'app', resource = admin } = {}) => {
      const scope = resource === admin ? 'operator:revoke' : 'read:documents'
      return signIn(issuer, { username, password, client, resource, scope })
    },
    client: async (id, resource = admin) => {
      const { access_token: token } = await askForTokens(issuer, {
        grant_type: 'client_credentials',
        client_id: id,
        client_secret: secretOf(id),
        resource,
      })
      return token
    },
    revoke: async (token, body, change = {}) => {
      const response = await fetch(`${admin}/revocations`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...change,
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...Object.fromEntries(new Headers(change.headers)),
        },
      })
      const { status, headers } = response
      return { status, headers, body: JSON.parse(await response.text()) }
    },
    isLive: async (token) => {
      await revocations.catchUp()
      const passed = (await guard.authenticate({ token })).kind === 'pass'
      const response = await fetch(`${issuer}/introspect`, {
        method: 'POST',
        body: new URLSearchParams({ token, client_id: 'api', client_secret: secretOf('api') }),
      })
      const { active } = (await response.json()) as { active: boolean }
      assert.equal(active, passed, 'introspection and a guard say the same')
      return passed
    },
    events: async (type) => {
      const kept = await store.audit.since(0, 10_000, { types: [type] })
      return kept.map(({ event }) => event)
    },
  }
}
