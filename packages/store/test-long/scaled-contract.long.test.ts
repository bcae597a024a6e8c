import { describe } from 'node:test'
import { storeContract } from '@sallyport/store/contract'
import { openTestStore, sharedServersSkip } from '../test/support/scaled-servers.ts'

const options = { propertyRuns: 200 }

describe('one Redis', { skip: sharedServersSkip('redis', 'postgres') }, () => {
  storeContract('one Redis and PostgreSQL', () => openTestStore('redis'), options)
})

describe('a Cluster', { skip: sharedServersSkip('redisCluster', 'postgres') }, () => {
  storeContract('a Redis Cluster and PostgreSQL', () => openTestStore('redisCluster'), options)
})
