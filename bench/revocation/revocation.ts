import { nowSeconds, systemClock } from '@sallyport/protocol'
import { createLiveSet, followRevocations } from '@sallyport/revocation'
import type { Store } from '@sallyport/store'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { type Figure, timeBeside } from '../rounds.ts'
import { startScaledServers } from '../scaled-servers.ts'

const million = 1_000_000

/** How long a look-up takes, and how soon a follower knows. */
export async function* benchRevocation(): AsyncGenerator<Figure> {
  yield* lookUps()
  const embedded = openSqliteStore({ file: ':memory:', durability: 'process' })
  yield* lag('in process', embedded)
  await embedded.close()
  const scaled = await startScaledServers()
  if (scaled === undefined) return
  try {
    const store = await scaled.redis.openStore()
    yield* lag('Redis', store)
    await store.close()
  } finally {
    await scaled.stop()
  }
}

function* lookUps(): Generator<Figure> {
  const now = nowSeconds(systemClock)
  const tokens = Array.from({ length: 1000 }, (_, i) => ({
    tokenId: `token ${i * 1009}`,
    sessionId: `session ${i}`,
    grantId: `grant ${i}`,
    clientId: 'app',
    subject: `subject ${i}`,
    issuedAt: now,
  }))
  for (const live of [0, million]) {
    const set = createLiveSet()
    for (let i = 0; i < live; i++) {
      const target = { kind: 'token', id: `revoked ${i}` } as const
      set.add({ position: i + 1, target, revokedAt: now, expiresAt: now + 3600 })
    }
    const askAll = (times: number) => {
      let revoked = 0
      for (let i = 0; i < times; i++) {
        const token = tokens[i % tokens.length]
        if (token !== undefined && set.has(token)) revoked += 1
      }
      return revoked
    }
    yield* timeBeside(`look-up, ${live} live revocations`, [
      { subject: '@sallyport/revocation', run: askAll },
    ])
  }
}

/** From the moment that `revoke` is called until the follower answers `revoked`. */
async function* lag(subject: string, store: Store): AsyncGenerator<Figure> {
  const now = nowSeconds(systemClock)
  const following = await followRevocations({ feed: store.revocations, clock: systemClock })
  const lags: number[] = []
  for (let i = 0; i < 500; i++) {
    const target = { kind: 'token', id: `lag ${i}` } as const
    const token = { tokenId: target.id, clientId: 'app', subject: 'alice', issuedAt: now }
    const started = performance.now()
    await store.revocations.revoke({ target, now })
    while (following.check(token) !== 'revoked') await new Promise(setImmediate)
    lags.push(performance.now() - started)
  }
  await following.stop()
  lags.sort((a, b) => a - b)
  for (const [name, share] of [
    ['median', 0.5],
    ['99th percentile', 0.99],
  ] as const) {
    const value = lags[Math.floor(lags.length * share)] ?? Number.NaN
    yield { name: `revocation known to a follower: ${name}`, subject, value, unit: 'ms' }
  }
}
