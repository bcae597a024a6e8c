import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { guard } from '@sallyport/guard/node'
import { openConfiguration } from '../../src/configuration/open-configuration.ts'
import { openGuardPorts } from '../../src/start/open-guard-ports.ts'
import { openParts } from '../../src/start/open-parts.ts'
import { startSallyport } from '../../src/start/start-sallyport.ts'
import { type CommandLine, commandLine } from './command-line.ts'

export const audience = 'https://api.example'
const clientSecret = 'secret-of-the-worker-0123456789abcdef'

/** An authority, a guard with a store connection and keys of its own, and commands beside them. */
export interface KeyStack {
  readonly line: CommandLine
  readonly issuer: string
  /** What the authority says of a token when the API asks. */
  isActive(token: string): Promise<boolean>
  /** A new access token of the client `worker`. */
  issue(): Promise<string>
  /** The status with which the guard answers a token. */
  call(token: string): Promise<number>
  publishedKids(): Promise<readonly string[]>
  /** How often the guard has fetched the keys. */
  keyFetches(): number
  /** The keys as another process has them. */
  openKeys(): ReturnType<typeof openParts>
}

/** The authority, the guard and the commands share one settable clock. */
export async function startKeyStack(t: TestContext): Promise<KeyStack> {
  const line = await commandLine(t, {
    issuer: 'http://127.0.0.1:0',
    listen: { port: 0 },
    resources: [{ identifier: audience, scopes: ['read:documents'], introspectedBy: ['worker'] }],
    clients: [
      {
        client_id: 'worker',
        client_secret: clientSecret,
        grant_types: ['client_credentials'],
        scope: 'read:documents',
      },
    ],
  })
  const configuration = await openConfiguration({ command: 'dev', folder: line.folder, env: {} })
  const faults: unknown[] = []
  const onFault = (error: unknown) => void faults.push(error)
  const { clock } = line
  const sallyport = await startSallyport(configuration, { clock, onFault })
  const ports = await openGuardPorts({ sqlite: join(line.folder, 'sallyport.db'), clock })
  const { issuer } = sallyport
  let keyFetches = 0
  const api = guard({
    issuer,
    audience,
    clock,
    revocations: ports.revocations,
    quota: false,
    failures: { limit: 1_000_000, windowSeconds: 1 },
    onFault,
    fetch: (input, init) => {
      if (String(input).endsWith('/jwks')) keyFetches += 1
      return fetch(input, init)
    },
  })
  const gate = api.authenticate()
  const server = createServer((req, res) => void gate(req, res, () => res.end('ok')))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  t.after(async () => {
    agent.destroy()
    server.close()
    server.closeAllConnections()
    await ports.close()
    await sallyport.stop()
    assert.deepEqual(faults, [])
  })
  const post = async (path: string, form: Record<string, string>) => {
    const credentials = Buffer.from(`worker:${clientSecret}`).toString('base64')
    const response = await fetch(`${issuer}${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams(form),
    })
    const body = await response.json()
    assert.equal(response.status, 200, JSON.stringify(body))
    return body
  }
  return {
    line,
    issuer,
    isActive: async (token) => (await post('/introspect', { token })).active,
    issue: async () => {
      const grant = { grant_type: 'client_credentials', scope: 'read:documents' }
      return (await post('/token', grant)).access_token
    },
    async call(token) {
      const headers = { authorization: `Bearer ${token}` }
      const sent = request({ host: '127.0.0.1', port, agent, headers }).end()
      const [response] = await once(sent, 'response')
      response.resume()
      await once(response, 'end')
      return response.statusCode
    },
    async publishedKids() {
      const { keys } = await (await fetch(`${issuer}/jwks`)).json()
      return keys.map(({ kid }: { readonly kid: string }) => kid)
    },
    keyFetches: () => keyFetches,
    openKeys: () => openParts(configuration, clock),
  }
}

/** The `kid` in a token's header. */
export function kidOf(token: string): string {
  const [header = ''] = token.split('.')
  return JSON.parse(Buffer.from(header, 'base64url').toString()).kid
}
