import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { configure, folderFor } from '../../../packages/sallyport/test/support/command-line.ts'
import {
  type RunningCommand,
  startCommand,
} from '../../../packages/sallyport/test/support/process.ts'
import { password, scope } from './start-line.ts'

/** `sallyport serve` as a process of its own, on a SQLite file in a folder of its own. */
export interface ServerProcess {
  readonly folder: string
  readonly file: string
  readonly issuer: string
  readonly api: string
  /** Changes the configuration that the next start reads. */
  reconfigure(changes: object): Promise<void>
  /** Starts it, or starts it again; resolves once it is ready. */
  start(): Promise<RunningCommand>
}

export const configurationSecret = 'configuration-secret-of-the-process-tests'

/** Prepares a server with users alice and bob and the public client `public`, on a free port. */
export async function prepareServer(t: TestContext): Promise<ServerProcess> {
  const folder = await folderFor(t)
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const api = 'http://127.0.0.1:51005'
  const configuration = {
    issuer,
    listen: { host: '127.0.0.1', port },
    secret: configurationSecret,
    resources: [{ identifier: api, scopes: scope.split(' ') }],
    clients: [
      {
        client_id: 'public',
        redirect_uris: ['http://127.0.0.1/callback'],
        token_endpoint_auth_method: 'none',
        scope,
      },
    ],
    users: ['alice', 'bob'].map((username) => ({
      username,
      sub: username,
      password,
      roles: ['employee'],
      scopes: ['read:users', 'read:documents', 'write:documents'],
    })),
  }
  await configure(folder, configuration)
  return {
    folder,
    file: join(folder, 'sallyport.db'),
    issuer,
    api,
    reconfigure: (changes) => configure(folder, { ...configuration, ...changes }),
    start: async () => {
      const running = startCommand(t, folder, ['serve'])
      await running.until(/^sallyport is ready$/m)
      return running
    },
  }
}

/** A port that was free a moment ago, for an address that must stay the same over restarts. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
