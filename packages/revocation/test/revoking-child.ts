import { setTimeout as wait } from 'node:timers/promises'
import { openSqliteStore } from '@sallyport/store/sqlite'

// Revokes so many tokens, one after the other at uneven moments, and says when it began each.
const [file = '', count = ''] = process.argv.slice(2)
const store = openSqliteStore({ file, durability: 'power' })
for (let i = 0; i < Number(count); i += 1) {
  await wait(20 + Math.random() * 60)
  const beganAtMs = performance.timeOrigin + performance.now()
  const target = { kind: 'token', id: `token-${i}` } as const
  await store.revocations.revoke({
    target,
    now: Math.floor(beganAtMs / 1000),
  })
  process.stdout.write(`${beganAtMs}\n`)
}
await store.close()
