import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OpenStore, onStore } from './on-store.ts'
import { start } from './samples.ts'

const interaction = {
  id: 'interaction-1',
  browserDigest: 'digest of the cookie',
  purpose: '{"client_id":"reader"}',
  expiresAt: start + 600,
}

export function interactionContract(openStore: OpenStore): void {
  test(
    'an interaction is found until it expires, as often as asked',
    onStore(openStore, async (store) => {
      await store.interactions.save(interaction)
      assert.deepEqual(await store.interactions.find(interaction.id, start), interaction)
      assert.deepEqual(await store.interactions.find(interaction.id, start + 599), interaction)
      assert.equal(await store.interactions.find(interaction.id, start + 600), undefined)
      assert.equal(await store.interactions.find('another', start), undefined)
    }),
  )

  test(
    'the session that a sign-in has started is noted, and only where the interaction still is',
    onStore(openStore, async (store) => {
      await store.interactions.save(interaction)
      await store.interactions.noteSignIn(interaction.id, 'session-1')
      await store.interactions.noteSignIn('another', 'session-1')
      const noted = { ...interaction, signedIn: 'session-1' }
      assert.deepEqual(await store.interactions.find(interaction.id, start), noted)
      assert.equal(await store.interactions.find('another', start), undefined)
    }),
  )

  test(
    'an interaction is taken once',
    onStore(openStore, async (store) => {
      await store.interactions.save(interaction)
      assert.deepEqual(await store.interactions.take(interaction.id, start), interaction)
      assert.equal(await store.interactions.take(interaction.id, start), undefined)
      assert.equal(await store.interactions.find(interaction.id, start), undefined)
    }),
  )

  test(
    'of 50 that take one interaction at once exactly one gets it',
    onStore(openStore, async (store) => {
      await store.interactions.save(interaction)
      const taken = await Promise.all(
        Array.from({ length: 50 }, () => store.interactions.take(interaction.id, start)),
      )
      assert.equal(taken.filter((one) => one !== undefined).length, 1)
    }),
  )

  test(
    'an expired interaction is not given out by take',
    onStore(openStore, async (store) => {
      await store.interactions.save(interaction)
      await store.interactions.save({ ...interaction, id: 'fresh', expiresAt: start + 601 })
      assert.equal(await store.interactions.take(interaction.id, start + 600), undefined)
      assert.notEqual(await store.interactions.take('fresh', start + 600), undefined)
    }),
  )

  test(
    'saving again replaces it, and pruning forgets what has expired only',
    onStore(openStore, async (store) => {
      await store.interactions.save(interaction)
      const renewed = { ...interaction, purpose: '{}', expiresAt: start + 700 }
      await store.interactions.save(renewed)
      await store.interactions.save({ ...interaction, id: 'over' })
      await store.interactions.prune(start + 600)
      assert.deepEqual(await store.interactions.find(interaction.id, start), renewed)
      assert.equal(await store.interactions.find('over', start), undefined)
    }),
  )
}
