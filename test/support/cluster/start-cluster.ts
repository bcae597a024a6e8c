import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { configure, folderFor } from '../../../packages/sallyport/test/support/command-line.ts'
import { bin } from '../../../packages/sallyport/test/support/process.ts'
import { password, scope } from '../../end-to-end/support/start-line.ts'
import { freePorts } from '../servers/free-ports.ts'
import { startBalancer } from './start-balancer.ts'

/** A process of the cluster, which may be killed and started again on its port. */
export interface ClusterProcess {
  /** Where it answers itself, past the balancer. */
  readonly url: string
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  /** Starts it again; resolves once it is ready. */
  start(): Promise<void>
  /** What it has printed on stderr so far. */
  complaints(): string
}

/** Authorities behind one address, and guards, each a process, on one Redis and one PostgreSQL. */
export interface Cluster {
  readonly folder: string
  readonly issuer: string
  readonly api: string
  readonly nodes: readonly ClusterProcess[]
  readonly guards: readonly ClusterProcess[]
}

export interface GuardChoice {
  /** Where it hears of revocations: from Redis, or as server-sent events of the authority. */
  readonly by: 'redis' | 'stream'
  readonly onStale: 'refuse' | 'allow'
}

export const clusterSecret = 'configuration-secret-of-the-cluster-tests'
export const apiSecret = 'secret-of-the-api-of-the-cluster-tests-01'

/**
 * Starts a cluster with users alice and bob, the public client `public` and the confidential client `api`,
 * which may introspect. Everything is killed at the end of the test.
 */
export async function startCluster(
  t: TestContext,
  options: {
    readonly redis: string | readonly string[]
    readonly postgres: string
    readonly nodes: number
    /** How many that share the store, or one each. */
    readonly guards: number | readonly GuardChoice[]
    readonly maxStalenessMs?: number
    /** More of the configuration. */
    readonly settings?: object
  },
): Promise<Cluster> {
  const folder = await folderFor(t)
  const balancer = await startBalancer()
  t.after(() => balancer.stop())
  const issuer = balancer.url
  const api = 'http://127.0.0.1:51005'
  const { redis, postgres, settings, maxStalenessMs = 5000 } = options
  const configuration = (port: number) => ({
    issuer,
    listen: { host: '127.0.0.1', port },
    store: { redis, postgres },
    secret: clusterSecret,
    resources: [{ identifier: api, scopes: scope.split(' '), introspectedBy: ['api'] }],
    clients: [
      {
        client_id: 'public',
        redirect_uris: ['http://127.0.0.1/callback'],
        token_endpoint_auth_method: 'none',
        scope,
      },
      {
        client_id: 'api',
        grant_types: ['client_credentials'],
        client_secret: apiSecret,
        scope: '',
      },
    ],
    users: ['alice', 'bob'].map((username) => ({
      username,
      sub: username,
      password,
      roles: ['employee'],
      scopes: ['read:users', 'read:documents', 'write:documents'],
    })),
    ...settings,
  })
  const ports = await freePorts(options.nodes)
  const nodes = await Promise.all(
    ports.map(async (port) => {
      const home = await folderFor(t)
      await configure(home, configuration(port))
      return clusterProcess(t, {
        argv: [bin, 'serve'],
        folder: home,
        ready: /^sallyport is ready$/m,
        urlOf: () => `http://127.0.0.1:${port}`,
      })
    }),
  )
  await configure(folder, configuration(0))
  // All at once, as an orchestrator does: on an empty store.
  await Promise.all(nodes.map((node) => node.start()))
  balancer.ports = ports
  const guards = await Promise.all(
    guardChoices(options.guards).map(async ({ by, onStale }) => {
      const started = clusterProcess(t, {
        argv: [
          '--conditions=@sallyport/source',
          fileURLToPath(new URL('./guard-child.ts', import.meta.url)),
          folder,
          api,
          String(maxStalenessMs),
          onStale,
          ...(by === 'stream' ? [apiSecret] : []),
        ],
        folder,
        ready: /^guard (\d+)$/m,
        urlOf: (match) => `http://127.0.0.1:${match?.[1]}`,
      })
      await started.start()
      return started
    }),
  )
  return { folder, issuer, api, nodes, guards }
}

function guardChoices(guards: number | readonly GuardChoice[]): readonly GuardChoice[] {
  if (typeof guards !== 'number') return guards
  return Array.from({ length: guards }, () => ({ by: 'redis', onStale: 'refuse' }))
}

function clusterProcess(
  t: TestContext,
  {
    argv,
    folder,
    ready,
    urlOf,
  }: {
    readonly argv: readonly string[]
    readonly folder: string
    readonly ready: RegExp
    readonly urlOf: (ready: RegExpExecArray | null) => string
  },
): ClusterProcess {
  let child: ChildProcess | undefined
  let complaints = ''
  let match: RegExpExecArray | null = null
  t.after(() => child?.kill('SIGKILL'))
  return {
    get url() {
      return urlOf(match)
    },
    kill: async (signal) => {
      const running = child
      if (running === undefined) return
      const isEnd = signal === 'SIGKILL' || signal === 'SIGTERM'
      const isRunning = running.exitCode === null && running.signalCode === null
      const ended = isEnd && isRunning ? once(running, 'exit') : undefined
      running.kill(signal)
      await ended
    },
    start: async () => {
      const { NODE_OPTIONS: _, ...env } = process.env
      const started = spawn(process.execPath, argv, { cwd: folder, env })
      child = started
      let printed = ''
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        complaints += text
      })
      await new Promise<void>((resolve, reject) => {
        started.stdout.setEncoding('utf8').on('data', (text: string) => {
          printed += text
          const found = ready.exec(printed)
          if (found === null) return
          match = found
          resolve()
        })
        started.once('exit', () =>
          reject(new Error(`ended before it was ready:\n${printed}\n${complaints}`)),
        )
      })
    },
    complaints: () => complaints,
  }
}
