import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { registerHooks } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type SettableClock, settableClock } from '@sallyport/protocol'
import {
  type ConfigurationInput,
  parseConfiguration,
  type Sallyport,
  startSallyport,
} from 'sallyport'
import guideAdditions from '../../../examples/guides/src/sallyport.config.ts'
import { folderFor } from '../../../packages/sallyport/test/support/command-line.ts'
import configuration from '../../../sallyport.config.ts'
import { password } from './start-line.ts'

/** The authority of the guides, on a port that was free. */
export interface Guides {
  readonly sallyport: Sallyport
  readonly issuer: string
  /** As the guides name it. */
  readonly api: string
  readonly clock: SettableClock
}

export const webSecret = 'the-secret-of-the-web-application-0123'

/** What the configuration of the guides takes from the environment. */
export const guideSecrets = {
  WEB_SECRET: webSecret,
  REPORTER_SECRET: 'the-secret-of-the-nightly-report-012345',
  API_SECRET: 'the-secret-of-the-documents-api-01234567',
  REGISTRATION_TOKEN: 'the-token-of-those-who-may-register-0123',
}

/**
 * Starts it by the configuration of `npm start`, into which what the guides show is pasted, and stops it
 * when the test has ended. The files of the guides find it from then on, and
 * listen on ports that are free.
 */
export async function startGuides(
  t: TestContext,
  additions: Partial<ConfigurationInput> = guideAdditions,
): Promise<Guides> {
  const file = join(await folderFor(t), 'sallyport.db')
  const parsed = parseConfiguration(
    {
      ...configuration,
      ...additions,
      clients: [...(configuration.clients ?? []), ...(additions.clients ?? [])],
      users: configuration.users?.map((user) => ({ ...user, password })) ?? [],
      issuer: 'http://localhost:0',
      listen: { port: 0 },
      store: { sqlite: file },
    },
    {
      command: 'dev',
      env: guideSecrets,
      baseFolder: process.cwd(),
    },
  )
  if (!parsed.ok) throw new Error(parsed.refusal.map(({ message }) => message).join('\n'))
  const clock = settableClock(Date.now())
  const sallyport = await startSallyport(parsed.value.configuration, { clock })
  t.after(() => sallyport.stop())
  const { issuer } = sallyport
  moveAddresses(t, {
    'http://localhost:4000': issuer,
    './sallyport.db': file,
    'listen(4002': 'listen(0',
    'listen(4003': 'listen(0',
    'port: 4003': 'port: 0',
  })
  return { sallyport, issuer, api: 'http://localhost:4001', clock }
}

/** Lets files of the guides, loaded from now on, name other addresses than they show. */
export function moveAddresses(t: TestContext, addresses: Readonly<Record<string, string>>): void {
  const hooks = registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context)
      if (!url.includes('/examples/guides/src/') || loaded.source === undefined) return loaded
      let source = String(loaded.source)
      for (const [from, to] of Object.entries(addresses)) source = source.replaceAll(from, to)
      return { ...loaded, source }
    },
  })
  t.after(() => hooks.deregister())
}

/** Serves until the test has ended; answers where. */
export async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  return whereItListens(t, server.listen(0, '127.0.0.1'))
}

/** Where a server listens that has been told to; it is closed when the test has ended. */
export async function whereItListens(t: TestContext, server: Server): Promise<string> {
  if (!server.listening) await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Calls an API with a token, or without. */
export function call(url: string, token?: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  return fetch(url, { ...init, headers })
}
