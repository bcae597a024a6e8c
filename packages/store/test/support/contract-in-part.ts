import { describe } from 'node:test'
import { codeContract } from '../../src/contract/code-contract.ts'
import { followContract } from '../../src/contract/follow-contract.ts'
import { grantContract } from '../../src/contract/grant-contract.ts'
import { retryContract } from '../../src/contract/retry-contract.ts'
import { reuseContract } from '../../src/contract/reuse-contract.ts'
import { openTestStore } from './scaled-servers.ts'

/** What differs most between stores. The whole contract on real servers is one of the long tests. */
export function contractInPart(
  name: string,
  options: { readonly redis: 'redis' | 'redisCluster'; readonly skip: string | false },
): void {
  const { redis, skip } = options
  describe(`the store contract, in part: ${name}`, { skip, concurrency: true }, () => {
    const open = () => openTestStore(redis)
    describe('codes', () => codeContract(open))
    describe('retries of refresh', () => retryContract(open))
    describe('reuse', () => reuseContract(open))
    describe('grants', () => grantContract(open))
    describe('following revocations', () => followContract(open))
  })
}
