import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { secureRandom } from '@sallyport/protocol'
import { parseConfiguration, type Sallyport, startSallyport } from 'sallyport'
import { redirectUrl } from './client-memory.ts'
import { createDocumentTools } from './document-tools.ts'

/** An authority where clients are known or register themselves, and an MCP server, on free ports of this machine. */
export interface Stack {
  readonly sallyport: Sallyport
  /** The address of the MCP server, which is the audience of its tokens. */
  readonly url: URL
  /** Alice's. */
  readonly password: string
  stop(): Promise<void>
}

export async function startStack(): Promise<Stack> {
  const slot: { listener?: RequestListener } = {}
  const server = createServer((req, res) => slot.listener?.(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = new URL(`http://127.0.0.1:${port}/mcp`)
  const password = Buffer.from(secureRandom(18)).toString('base64url')
  const scopes = ['read:documents', 'write:documents']
  const parsed = parseConfiguration(
    {
      issuer: 'http://127.0.0.1:0',
      listen: { host: '127.0.0.1', port: 0 },
      store: { sqlite: ':memory:' },
      resources: [{ identifier: url.href, scopes }],
      registration: { open: true, scope: scopes.join(' ') },
      clients: [
        {
          client_id: 'assistant',
          client_name: 'An assistant',
          redirect_uris: [redirectUrl],
          token_endpoint_auth_method: 'none',
          scope: scopes.join(' '),
        },
      ],
      users: [{ username: 'alice', sub: 'alice', password, roles: ['employee'], scopes }],
    },
    { command: 'dev', env: process.env, baseFolder: process.cwd() },
  )
  if (!parsed.ok) throw new Error(parsed.refusal.map(({ message }) => message).join('\n'))
  const sallyport = await startSallyport(parsed.value.configuration)
  const { issuer, revocations, audit } = sallyport
  const mcp = createDocumentTools({ issuer, audience: url.href, revocations, audit })
  slot.listener = (req, res) => {
    mcp.node(req, res, () => res.writeHead(404).end())
  }
  return {
    sallyport,
    url,
    password,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await sallyport.stop()
    },
  }
}
