import { Secret } from '@sallyport/protocol'

/** Where a Redis or Valkey is, read from its URL. `password` never leaves it but to the driver. */
export type RedisAddress =
  | { readonly kind: 'single'; readonly server: RedisServer }
  | { readonly kind: 'cluster'; readonly nodes: readonly RedisServer[] }
  | {
      readonly kind: 'sentinel'
      readonly sentinels: readonly { readonly host: string; readonly port: number }[]
      /** The name under which the sentinels know the server. */
      readonly master: string
      readonly username?: string
      readonly password?: Secret<string>
    }

export interface RedisServer {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly username?: string
  readonly password?: Secret<string>
  readonly database: number
}

const defaultPort = 6379
const defaultSentinelPort = 26_379

/**
 * Reads `redis://`, `rediss://` (TLS) or `redis-sentinel://[user:pass@]host:port[,host:port]/MASTER`; a
 * list of the first two are the start nodes of a Cluster. Throws where it is none, without showing it.
 */
export function parseRedisAddress(url: Secret<string> | readonly Secret<string>[]): RedisAddress {
  if (!(url instanceof Secret)) {
    if (url.length === 0) throw new Error('the list of Redis addresses is empty')
    const nodes = url.map((one) => parseServer(one.reveal()))
    if (nodes.some((node) => node.database !== 0)) {
      throw new Error('a Redis Cluster has database 0 only; leave the path of its addresses out')
    }
    return { kind: 'cluster', nodes }
  }
  const text = url.reveal()
  if (text.startsWith('redis-sentinel://')) return parseSentinels(text)
  return { kind: 'single', server: parseServer(text) }
}

function parseServer(text: string): RedisServer {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'redis:' && url.protocol !== 'rediss:')) throw unreadable()
  const path = url.pathname === '' || url.pathname === '/' ? '0' : url.pathname.slice(1)
  if (url.hostname === '' || !/^\d{1,4}$/.test(path) || url.search !== '' || url.hash !== '') {
    throw unreadable()
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? defaultPort : Number(url.port),
    tls: url.protocol === 'rediss:',
    ...credentials(url.username, url.password),
    database: Number(path),
  }
}

function parseSentinels(text: string): RedisAddress {
  const match = /^redis-sentinel:\/\/(?:([^@/:]*)(?::([^@/]*))?@)?([^@/]+)\/([\w.-]+)$/.exec(text)
  const [, username = '', password = '', hosts, master] = match ?? []
  if (hosts === undefined || master === undefined) throw unreadable()
  const sentinels = hosts.split(',').map((one) => {
    const url = URL.parse(`redis://${one}`)
    if (url === null || url.hostname === '') throw unreadable()
    const port = url.port === '' ? defaultSentinelPort : Number(url.port)
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port }
  })
  return { kind: 'sentinel', sentinels, master, ...credentials(username, password) }
}

function credentials(username: string, password: string) {
  return {
    ...(username === '' ? {} : { username: decode(username) }),
    ...(password === '' ? {} : { password: new Secret(decode(password)) }),
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw unreadable()
  }
}

/** Security: says nothing of the address, which holds a password. */
function unreadable(): Error {
  return new Error(
    'the address of Redis cannot be read; write `redis://`, `rediss://` or `redis-sentinel://`, host and port',
  )
}
