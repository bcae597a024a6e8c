/** Where the addresses of the servers that tests share are kept. */
export const sharedServerVariables = {
  redis: 'SALLYPORT_TEST_REDIS',
  /** With commas between its nodes. */
  redisCluster: 'SALLYPORT_TEST_REDIS_CLUSTER',
  postgres: 'SALLYPORT_TEST_POSTGRES',
} as const

export type SharedServer = keyof typeof sharedServerVariables

/** The address of each server that tests share. */
export interface SharedServers {
  readonly redis: string
  /** Its nodes. */
  readonly redisCluster: readonly string[]
  readonly postgres: string
}

const names: Readonly<Record<SharedServer, string>> = {
  redis: 'Redis',
  redisCluster: 'a Redis Cluster',
  postgres: 'PostgreSQL',
}

/**
 * Where the servers are that tests share: those of the environment, else those that the test command has
 * started, as it does where a test file imports this one. What is missing is empty: ask
 * `sharedServersSkip` first.
 */
export function sharedServers(): SharedServers {
  return {
    redis: addressOf('redis'),
    redisCluster: addressOf('redisCluster').split(','),
    postgres: addressOf('postgres'),
  }
}

/** The reason to skip a test that needs these servers, all by default; false where they are there. */
export function sharedServersSkip(...needed: readonly SharedServer[]): string | false {
  const wanted = needed.length > 0 ? needed : (['redis', 'redisCluster', 'postgres'] as const)
  const missing = wanted.filter((server) => addressOf(server) === '')
  if (missing.length === 0) return false
  return (
    `needs ${missing.map((server) => names[server]).join(' and ')}: run it by \`npm test\` where the ` +
    'servers are installed (Debian: `apt-get install redis-server postgresql`), or set ' +
    missing.map((server) => sharedServerVariables[server]).join(' and ')
  )
}

function addressOf(server: SharedServer): string {
  return process.env[sharedServerVariables[server]] ?? ''
}
