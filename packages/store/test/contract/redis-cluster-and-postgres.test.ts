import { describe } from 'node:test'
import { codeContract } from '../../src/contract/code-contract.ts'
import { followContract } from '../../src/contract/follow-contract.ts'
import { grantContract } from '../../src/contract/grant-contract.ts'
import { retryContract } from '../../src/contract/retry-contract.ts'
import { openTestStore, sharedServersSkip } from '../support/scaled-servers.ts'

/** What a Cluster may do otherwise: steps across slots. The whole contract is one of the long tests. */
describe('the store contract, in part: a Redis Cluster and PostgreSQL', {
  skip: sharedServersSkip('redisCluster', 'postgres'),
  concurrency: true,
}, () => {
  const open = () => openTestStore('redisCluster')
  describe('codes', () => codeContract(open))
  describe('retries of refresh', () => retryContract(open))
  describe('grants', () => grantContract(open))
  describe('following revocations', () => followContract(open))
})
