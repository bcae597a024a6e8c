import { contractInPart } from '../support/contract-in-part.ts'
import { sharedServersSkip } from '../support/scaled-servers.ts'

contractInPart('one Redis and PostgreSQL', {
  redis: 'redis',
  skip: sharedServersSkip('redis', 'postgres'),
})
