import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { parseConfiguration } from 'sallyport'
import { folderFor } from '../../../../packages/sallyport/test/support/command-line.ts'
import { password, scope } from '../../../../test/end-to-end/support/start-line.ts'

export const onFault = (error: unknown) => assert.fail(String(error))

/** A configuration for the documents API on a port that is free, in a folder of its own. */
export async function prepare(t: TestContext, change: object = {}) {
  const folder = await folderFor(t)
  const port = await freePort()
  const parsed = parseConfiguration(
    {
      issuer: 'http://127.0.0.1:0',
      listen: { port: 0 },
      store: { sqlite: './sallyport.db' },
      resources: [{ identifier: `http://127.0.0.1:${port}`, scopes: scope.split(' ') }],
      clients: [
        {
          client_id: 'public',
          redirect_uris: ['http://127.0.0.1/callback'],
          token_endpoint_auth_method: 'none',
          scope,
        },
        {
          client_id: 'documents-web',
          redirect_uris: [`http://127.0.0.1:${port}/try/callback`],
          token_endpoint_auth_method: 'none',
          scope,
        },
      ],
      users: ['alice', 'bob'].map((username) => ({
        username,
        sub: username,
        password,
        roles: ['employee'],
        scopes: scope.split(' '),
      })),
      ...change,
    },
    { command: 'dev', env: {}, baseFolder: folder },
  )
  assert.ok(parsed.ok)
  return { folder, port, configuration: parsed.value.configuration }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
