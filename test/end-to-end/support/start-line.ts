import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDocumentsApi, openDocumentsPolicies } from '@sallyport/example-documents-api'
import { type SettableClock, type SigningAlgorithm, settableClock } from '@sallyport/protocol'
import {
  type ClientInput,
  type ConfigurationInput,
  parseConfiguration,
  type Sallyport,
  startSallyport,
} from 'sallyport'

/** The authority and the documents API on free ports of loopback, over real sockets. */
export interface Line {
  readonly sallyport: Sallyport
  readonly clock: SettableClock
  readonly issuer: string
  readonly api: string
  stop(): Promise<void>
}

export const password = 'a long enough passphrase'
export const secret = 'a-client-secret-of-the-tests-0123456789'
export const scope = 'read:users admin:users read:documents write:documents'

/** Starts a line with users alice, bob and carol and a client of each authentication method. */
export async function startLine(
  options: {
    readonly algorithm?: SigningAlgorithm
    readonly startMs?: number
    readonly redirectUris?: readonly string[]
    readonly otherResource?: string
    /** Clients beside those of each authentication method. */
    readonly clients?: readonly ClientInput[]
    /** More of the configuration. */
    readonly settings?: Partial<ConfigurationInput>
  } = {},
): Promise<Line> {
  const { algorithm = 'ES256', startMs = Date.now(), otherResource } = options
  const redirect_uris = options.redirectUris ?? ['http://127.0.0.1/callback']
  const clock = settableClock(startMs)
  const slot: { answer?: Parameters<typeof createServer>[1] } = {}
  const server = createServer((req, res) => slot.answer?.(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = (client_id: string, method: string) => ({
    client_id,
    redirect_uris,
    token_endpoint_auth_method: method,
    ...(method === 'none' ? {} : { client_secret: secret }),
    scope,
  })
  const parsed = parseConfiguration(
    {
      issuer: 'http://localhost:0',
      listen: { host: '127.0.0.1', port: 0 },
      store: { sqlite: ':memory:' },
      accessTokens: { algorithm },
      resources: [
        { identifier: api, scopes: scope.split(' ') },
        ...(otherResource === undefined
          ? []
          : [{ identifier: otherResource, scopes: ['read:other'] }]),
      ],
      clients: [
        client('public', 'none'),
        client('basic', 'client_secret_basic'),
        client('post', 'client_secret_post'),
        ...(options.clients ?? []),
      ],
      ...options.settings,
      users: ['alice', 'bob', 'carol'].map((username) => ({
        username,
        sub: username,
        name: `${username} of the tests`,
        email: `${username}@mail.example`,
        password,
        roles: [username === 'carol' ? 'admin' : 'employee'],
        scopes: scope.split(' ').filter((s) => s !== 'admin:users' || username === 'carol'),
      })),
    },
    { command: 'dev', env: {}, baseFolder: process.cwd() },
  )
  if (!parsed.ok) throw new Error(parsed.refusal.map(({ message }) => message).join('\n'))
  const sallyport = await startSallyport(parsed.value.configuration, { clock })
  const { issuer, revocations, audit } = sallyport
  const policies = await openDocumentsPolicies()
  slot.answer = createDocumentsApi(
    {
      issuer,
      audience: api,
      revocations,
      audit,
      clock,
      trustedProxies: ['127.0.0.2'],
      deviceTrustHeader: 'x-device-trust',
    },
    policies,
  )
  return {
    sallyport,
    clock,
    issuer,
    api,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await policies.stop()
      await sallyport.stop()
    },
  }
}
