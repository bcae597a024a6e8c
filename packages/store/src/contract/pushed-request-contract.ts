import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PushedRequestRecord } from '../ledgers/pushed-request-ledger.ts'
import { type OpenStore, onStore } from './on-store.ts'
import { start } from './samples.ts'

const pushed: PushedRequestRecord = {
  digest: 'digest of the request_uri',
  clientId: 'reader',
  request: '{"scope":["read:documents"]}',
  expiresAt: start + 60,
}

export function pushedRequestContract(openStore: OpenStore): void {
  test(
    'PAR-06 a pushed request is taken once, exactly as saved',
    onStore(openStore, async ({ pushedRequests }) => {
      await pushedRequests.save(pushed)
      assert.deepEqual(await pushedRequests.take(pushed.digest, 'reader', start), pushed)
      assert.equal(await pushedRequests.take(pushed.digest, 'reader', start), undefined)
    }),
  )

  test(
    'PAR-06 of 50 that take one pushed request at once exactly one gets it',
    onStore(openStore, async ({ pushedRequests }) => {
      await pushedRequests.save(pushed)
      const taken = await Promise.all(
        Array.from({ length: 50 }, () => pushedRequests.take(pushed.digest, 'reader', start)),
      )
      assert.equal(taken.filter((one) => one !== undefined).length, 1)
    }),
  )

  test(
    'PAR-05 another client gets nothing and uses nothing up',
    onStore(openStore, async ({ pushedRequests }) => {
      await pushedRequests.save(pushed)
      for (const stranger of ['writer', 'Reader', '']) {
        assert.equal(await pushedRequests.take(pushed.digest, stranger, start), undefined)
      }
      assert.equal(await pushedRequests.take('another', 'reader', start), undefined)
      assert.deepEqual(await pushedRequests.take(pushed.digest, 'reader', start), pushed)
    }),
  )

  test(
    'a pushed request is given out to the second before it expires',
    onStore(openStore, async ({ pushedRequests }) => {
      await pushedRequests.save(pushed)
      await pushedRequests.save({ ...pushed, digest: 'another' })
      assert.equal(await pushedRequests.take(pushed.digest, 'reader', start + 60), undefined)
      assert.notEqual(await pushedRequests.take('another', 'reader', start + 59), undefined)
    }),
  )

  test(
    'a digest is saved once',
    onStore(openStore, async ({ pushedRequests }) => {
      await pushedRequests.save(pushed)
      await assert.rejects(pushedRequests.save({ ...pushed, clientId: 'writer' }))
      assert.deepEqual(await pushedRequests.take(pushed.digest, 'reader', start), pushed)
    }),
  )

  test(
    'pruning forgets pushed requests that have expired and no other',
    onStore(openStore, async ({ pushedRequests }) => {
      await pushedRequests.save(pushed)
      await pushedRequests.save({ ...pushed, digest: 'longer', expiresAt: start + 61 })
      await pushedRequests.prune(start + 60)
      // Asked as of an earlier time, at which only pruning explains that it is gone.
      assert.equal(await pushedRequests.take(pushed.digest, 'reader', start), undefined)
      assert.notEqual(await pushedRequests.take('longer', 'reader', start), undefined)
    }),
  )
}
