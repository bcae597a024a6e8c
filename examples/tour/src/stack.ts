import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDocumentsApi, openDocumentsPolicies } from '@sallyport/example-documents-api'
import { type SettableClock, secureRandom, settableClock } from '@sallyport/protocol'
import { parseConfiguration, type ReuseReport, type Sallyport, startSallyport } from 'sallyport'

/** Everything the tour walks through, on free ports, with one clock for all of it. */
export interface Stack {
  readonly sallyport: Sallyport
  readonly clock: SettableClock
  readonly api: string
  /** The documents API behind the declared proxy, which vouches for every caller's device. */
  readonly proxy: string
  readonly redirectUri: string
  readonly passwordOf: ReadonlyMap<string, string>
  /** What the configuration's `notify` was told of refresh tokens used twice. */
  readonly reports: readonly ReuseReport[]
  stop(): Promise<void>
}

export const clientId = 'tour'

/** Where the proxy calls from: an address of this machine that is not the callers' 127.0.0.1. */
const proxyAddress = process.platform === 'linux' ? '127.0.0.2' : '::1'
const apiHost = process.platform === 'linux' ? '127.0.0.1' : '::'

/** Monday, 2 March 2026, 12:00 UTC. */
const noon = Date.UTC(2026, 2, 2, 12)

/** Starts authority, documents API and proxy. */
export async function startStack(): Promise<Stack> {
  const clock = settableClock(noon)
  const slot: { answer?: Parameters<typeof createServer>[1] } = {}
  const apiServer = createServer((req, res) => slot.answer?.(req, res))
  const apiPort = await open(apiServer, apiHost)
  const api = `http://127.0.0.1:${apiPort}`
  const redirectUri = 'http://127.0.0.1/callback'
  const people = ['alice', 'bob', 'carol']
  const passwordOf = new Map(
    people.map((name) => [name, Buffer.from(secureRandom(18)).toString('base64url')]),
  )
  const reports: ReuseReport[] = []
  const scope = 'read:users admin:users read:documents write:documents'
  const parsed = parseConfiguration(
    {
      issuer: 'http://127.0.0.1:0',
      listen: { host: '127.0.0.1', port: 0 },
      store: { sqlite: ':memory:' },
      resources: [{ identifier: api, scopes: scope.split(' ') }],
      clients: [
        {
          client_id: clientId,
          client_name: 'The tour',
          redirect_uris: [redirectUri],
          token_endpoint_auth_method: 'none',
          scope,
        },
      ],
      refreshTokens: {
        maxRotations: 10,
        onReuse: {
          notify: (report: ReuseReport) => void reports.push(report),
          blockSubjectFor: '1h',
        },
      },
      users: people.map((username) => ({
        username,
        sub: username,
        password: passwordOf.get(username),
        roles: [username === 'carol' ? 'admin' : 'employee'],
        scopes: scope.split(' ').filter((s) => s !== 'admin:users' || username === 'carol'),
      })),
    },
    { command: 'dev', env: process.env, baseFolder: process.cwd() },
  )
  if (!parsed.ok) throw new Error(parsed.refusal.map(({ message }) => message).join('\n'))
  const sallyport = await startSallyport(parsed.value.configuration, { clock })
  const policies = await openDocumentsPolicies()
  slot.answer = createDocumentsApi(
    {
      issuer: sallyport.issuer,
      audience: api,
      revocations: sallyport.revocations,
      audit: sallyport.audit,
      clock,
      trustedProxies: [proxyAddress],
      deviceTrustHeader: 'x-device-trust',
    },
    policies,
  )
  const proxyServer = createProxy(apiPort)
  const proxyPort = await open(proxyServer, '127.0.0.1')
  return {
    sallyport,
    clock,
    api,
    proxy: `http://127.0.0.1:${proxyPort}`,
    redirectUri: `http://127.0.0.1:${apiPort}/callback`,
    passwordOf,
    reports,
    stop: async () => {
      for (const server of [proxyServer, apiServer]) {
        server.close()
        server.closeAllConnections()
      }
      await policies.stop()
      await sallyport.stop()
    },
  }
}

/** A device-aware proxy, reduced to what matters: it calls from its own address and states trust. */
function createProxy(apiPort: number): Server {
  return createServer((req, res) => {
    const outgoing = request(
      {
        host: proxyAddress === '::1' ? '::1' : '127.0.0.1',
        port: apiPort,
        localAddress: proxyAddress,
        method: req.method,
        path: req.url,
        headers: {
          ...req.headers,
          'x-forwarded-for': req.socket.remoteAddress,
          'x-device-trust': 'high',
        },
      },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(res)
      },
    )
    outgoing.on('error', () => res.writeHead(502).end())
    req.pipe(outgoing)
  })
}

function open(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port))
  })
}
