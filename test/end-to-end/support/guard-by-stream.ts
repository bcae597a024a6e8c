import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { guard } from '@sallyport/guard/node'
import { type AuthorityPortsOptions, openGuardPorts } from 'sallyport'
import { prepareServer, type ServerProcess } from './server-process.ts'

export const clientSecret = 'the-secret-of-the-documents-api-0123456789abcdef'
export const apiClient = { clientId: 'documents', clientSecret }

/** An authority in a process of its own, which knows its API as a client. */
export async function prepareForStream(t: TestContext): Promise<ServerProcess> {
  const server = await prepareServer(t)
  const scope = 'read:users read:documents write:documents'
  await server.reconfigure({
    resources: [
      { identifier: server.api, scopes: scope.split(' '), introspectedBy: ['documents'] },
    ],
    clients: [
      {
        client_id: 'public',
        redirect_uris: ['http://127.0.0.1/callback'],
        token_endpoint_auth_method: 'none',
        scope,
      },
      {
        client_id: 'documents',
        client_secret: clientSecret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        token_endpoint_auth_method: 'client_secret_basic',
        scope,
      },
    ],
  })
  return server
}

/** A guarded API on a real socket that hears of revocations by the stream alone. */
export async function openApi(
  t: TestContext,
  server: ServerProcess,
  options: Partial<AuthorityPortsOptions> = {},
) {
  const ports = await openGuardPorts({
    authority: { issuer: server.issuer, ...apiClient },
    ...options,
  })
  t.after(() => ports.close())
  const api = guard({
    issuer: server.issuer,
    audience: server.api,
    revocations: ports.revocations,
    audit: { record: async () => {} },
    quota: false,
  })
  const anybody = api.authorize({ scopes: ['read:documents'] })
  const http = createServer((req, res) => {
    void anybody(req, res, () => res.end('ok'))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    http.close()
    http.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`
  const read = async (token: string) => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    await response.text()
    return response.status
  }
  return { revocations: ports.revocations, read }
}
