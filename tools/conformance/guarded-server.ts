import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { guard } from '@sallyport/guard/mcp'
import { staticKeys } from '@sallyport/tokens'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { guardedTools } from './guarded-tools.ts'

/** An MCP server behind our guard, and a door to it for a suite that knows no tokens. */
interface GuardedServer {
  /** The server itself: answers 401 to whoever shows no token. */
  readonly url: string
  close(): void
}

const issuer = 'https://auth.example.com'

/**
 * Starts it on a free port of this machine. Where `withToken` is true, every request gets a good token on
 * its way in; nothing else of it is changed.
 */
export async function startGuardedServer({
  withToken,
}: {
  readonly withToken: boolean
}): Promise<GuardedServer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://localhost:${port}/mcp`
  const token = await new SignJWT({ client_id: 'conformance', scope: 'use:mcp' })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'key' })
    .setIssuer(issuer)
    .setAudience(url)
    .setSubject('conformance')
    .setJti('conformance')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey)
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key', alg: 'ES256', use: 'sig' }
  const mcp = guard({
    issuer,
    audience: url,
    keys: staticKeys({ keys: [jwk] }),
    revocations: { check: () => 'live' },
    quota: false,
    scopes: ['use:mcp'],
    server: { name: 'conformance', version: '1.0.0' },
    tools: guardedTools,
  })
  server.on('request', (req, res) => {
    if (withToken) req.rawHeaders.push('Authorization', `Bearer ${token}`)
    void mcp.node(req, res, () => res.writeHead(404).end())
  })
  return {
    url,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
