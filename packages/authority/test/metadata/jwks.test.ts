import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issuer, openAuthority } from '../support/open-authority.ts'

test('M11 the key set holds public halves alone, each under a kid of its own, and may be kept for minutes', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const peer = { address: '203.0.113.7' }
  const response = await bench.authority.fetch(new Request(`${issuer}/jwks`), { peer })
  assert.equal(response.status, 200)
  const seconds = /^public, max-age=(\d+)$/.exec(response.headers.get('cache-control') ?? '')?.[1]
  assert.ok(Number(seconds) >= 60 && Number(seconds) <= 3600, seconds)
  const { keys }: { keys: readonly Record<string, unknown>[] } = await response.json()
  // Of each algorithm the one that signs, and the one that is next.
  const algorithms = keys.map(({ alg }) => alg).sort()
  assert.deepEqual(algorithms, ['ES256', 'ES256', 'RS256', 'RS256'])
  for (const key of keys) {
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) {
      assert.ok(!Object.hasOwn(key, name), name)
    }
    assert.notEqual(key.kty, 'oct')
    assert.equal(key.use, 'sig')
  }
  const kids = keys.map(({ kid }) => kid)
  assert.equal(new Set(kids).size, kids.length)
  assert.ok(kids.every((kid) => typeof kid === 'string' && kid !== ''))
})
