import { contractInPart } from '../support/contract-in-part.ts'
import { sharedServersSkip } from '../support/scaled-servers.ts'

contractInPart('a Redis Cluster and PostgreSQL', {
  redis: 'redisCluster',
  skip: sharedServersSkip('redisCluster', 'postgres'),
})
