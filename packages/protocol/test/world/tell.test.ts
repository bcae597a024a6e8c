import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tell } from '../../src/index.ts'

test('a listener hears every word, and nothing that it throws, now or later, comes back', async (t) => {
  const unhandled: unknown[] = []
  const onUnhandled = (error: unknown) => unhandled.push(error)
  process.on('unhandledRejection', onUnhandled)
  t.after(() => process.off('unhandledRejection', onUnhandled))
  const heard: unknown[] = []
  const hear = (...words: unknown[]) => void heard.push(words)
  tell(hear, 'a', 1)
  tell((word: string) => {
    hear(word)
    throw new Error('at once')
  }, 'b')
  tell(async (word: string) => {
    hear(word)
    throw new Error('later')
  }, 'c')
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(heard, [['a', 1], ['b'], ['c']])
  assert.deepEqual(unhandled, [])
})
