import { describe } from 'node:test'
import { storeContract } from '@sallyport/store/contract'
import { openTestStore, sharedServersSkip } from '../support/scaled-servers.ts'

describe('on real servers', { skip: sharedServersSkip('redis', 'postgres') }, () => {
  storeContract('one Redis and PostgreSQL', () => openTestStore('redis'), { propertyRuns: 5 })
})
