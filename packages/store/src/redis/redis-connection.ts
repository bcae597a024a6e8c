import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis'
import type { RedisAddress, RedisServer } from './redis-address.ts'
import { redisFault } from './redis-fault.ts'
import type { RedisScript } from './redis-script.ts'
import { sendInCluster } from './send-in-cluster.ts'

export type RedisArgument = string | number

/** A connection to Redis, a Cluster's included. Where it is gone every call rejects soon. */
export interface RedisConnection {
  /** One command; its first argument is its key. Rejects without showing any argument. */
  call(name: string, ...words: readonly RedisArgument[]): Promise<unknown>
  run(
    script: RedisScript,
    keys: readonly string[],
    words: readonly RedisArgument[],
  ): Promise<unknown>
  /**
   * Runs the second only after the first has been done. On one server both go out together, since it
   * answers in order; in a Cluster one after the other.
   */
  inOrder<First, Second>(
    first: () => Promise<First>,
    second: () => Promise<Second>,
  ): Promise<readonly [First, Second]>
  /** A section of what the server says of itself (`INFO`), of a Cluster each master. */
  describe(section: string): Promise<readonly string[]>
  /** Another connection to the same, for commands that block; each may take `timeoutMs`, connecting included. */
  forBlocking(timeoutMs: number): RedisConnection
  close(): void
}

const connectTimeoutMs = 500

const commandTimeoutMs = 500

/**
 * Connects, and goes on connecting for as long as it takes; nothing is queued meanwhile. A command that takes
 * longer than `timeoutMs` counts as failed.
 */
export function connectRedis(
  address: RedisAddress,
  onError: (error: unknown) => void,
  timeoutMs = commandTimeoutMs,
): RedisConnection {
  return connect(address, onError, { timeoutMs, queues: false })
}

interface Patience {
  readonly timeoutMs: number
  /** Whether commands wait for the connection, within that time. */
  readonly queues: boolean
}

function connect(
  address: RedisAddress,
  onError: (error: unknown) => void,
  patience: Patience,
): RedisConnection {
  const { timeoutMs } = patience
  const driver = openDriver(address, patience)
  const isCluster = driver instanceof Cluster
  let isClosed = false
  let reloads = 0
  // Without a listener the driver prints errors itself.
  driver.on('error', (error: unknown) => onError(redisFault('connect', error)))

  async function send(name: string, words: readonly RedisArgument[]): Promise<unknown> {
    if (isClosed) throw new Error('the store is closed')
    if (!(driver instanceof Cluster)) return driver.call(name, ...words)
    return within(timeoutMs, sendInCluster(driver, name, words, timeoutMs))
  }

  async function call(name: string, ...words: readonly RedisArgument[]): Promise<unknown> {
    try {
      return await send(name, words)
    } catch (error) {
      throw redisFault(name, error)
    }
  }

  async function run(
    script: RedisScript,
    keys: readonly string[],
    words: readonly RedisArgument[],
  ): Promise<unknown> {
    try {
      return await send('evalsha', [script.digest, keys.length, ...keys, ...words])
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) {
        throw redisFault(script.name, error)
      }
    }
    reloads += 1
    try {
      return await send('eval', [script.text, keys.length, ...keys, ...words])
    } catch (error) {
      throw redisFault(script.name, error)
    }
  }

  return {
    call,
    run,
    inOrder: async (first, second) => {
      if (isCluster) {
        const one = await first()
        return [one, await second()]
      }
      const before = reloads
      const [one, two] = await Promise.all([first(), second()])
      // A script that had to be sent a second time has run after what was sent behind it.
      return [one, before === reloads ? two : await second()]
    },
    describe: async (section) => {
      const servers = driver instanceof Cluster ? driver.nodes('master') : [driver]
      try {
        return await Promise.all(servers.map((server) => server.info(section)))
      } catch (error) {
        throw redisFault('info', error)
      }
    },
    forBlocking: (longMs) => connect(address, onError, { timeoutMs: longMs, queues: true }),
    close: () => {
      isClosed = true
      driver.disconnect()
    },
  }
}

function openDriver(address: RedisAddress, { timeoutMs, queues }: Patience): Redis | Cluster {
  const common = {
    protocol: 2,
    commandTimeout: timeoutMs,
    connectTimeout: connectTimeoutMs,
    // Invariant: a command whose answer got lost may have been done; only the caller knows what to do.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    disableClientInfo: true,
    keepAlive: 10_000,
  } as const satisfies RedisOptions
  const single = { ...common, enableOfflineQueue: queues, retryStrategy: reconnectAfterMs }
  switch (address.kind) {
    case 'single':
      return new Redis({ ...single, ...endpoint(address.server) })
    case 'sentinel':
      return new Redis({
        ...single,
        sentinels: [...address.sentinels],
        name: address.master,
        sentinelRetryStrategy: reconnectAfterMs,
        // A server that was demoted while we are connected to it refuses to write: find the new one.
        reconnectOnError: (error) => error.message.startsWith('READONLY'),
        ...login(address),
      })
    case 'cluster': {
      const [node] = address.nodes
      const options = {
        enableOfflineQueue: queues,
        clusterRetryStrategy: reconnectAfterMs,
        slotsRefreshTimeout: connectTimeoutMs,
        // See `sendInCluster`.
        retryDelayOnFailover: 0,
        retryDelayOnClusterDown: 100,
        maxRedirections: 4,
        redisOptions: {
          ...common,
          ...(node === undefined ? {} : { ...login(node), ...(node.tls ? { tls: {} } : {}) }),
        },
      } satisfies ClusterOptions
      return new Cluster(
        address.nodes.map(({ host, port }) => ({ host, port })),
        options,
      )
    }
  }
}

function endpoint(server: RedisServer) {
  const { host, port, tls, database } = server
  return { host, port, db: database, ...login(server), ...(tls ? { tls: {} } : {}) }
}

function login({ username, password }: Pick<RedisServer, 'username' | 'password'>) {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: password.reveal() }),
  }
}

function reconnectAfterMs(times: number): number {
  return Math.min(times * 20, 200)
}

/** The driver's own limit does not count the time in which it looks for the node of a Cluster. */
async function within<Answer>(timeoutMs: number, reply: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Command timed out')), timeoutMs)
  })
  try {
    return await Promise.race([reply, late])
  } finally {
    clearTimeout(timer)
  }
}
