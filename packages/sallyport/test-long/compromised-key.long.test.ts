import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { nowSeconds } from '@sallyport/protocol'
import { issueAccessToken } from '@sallyport/tokens'
import { audience, kidOf, startKeyStack } from '../test/support/key-stack.ts'

test('every token of a stolen key is refused at the guard within 50 ms, also those dated later', async (t) => {
  const { line, issuer, issue, isActive, call, publishedKids, openKeys } = await startKeyStack(t)
  const honest = await issue()
  const kid = kidOf(honest)
  const thief = await openKeys()
  // A signer that was handed out goes on signing, as a private key in a thief's hands does.
  const stolen = await thief.keys.signer('ES256')
  await thief.close()
  assert.equal(stolen.kid, kid)
  const forge = (issuedAt: number, jti: string) =>
    issueAccessToken(
      {
        iss: issuer,
        sub: 'administrator',
        aud: audience,
        client_id: 'worker',
        scope: 'read:documents',
        jti,
        iat: issuedAt,
        exp: issuedAt + 600,
      },
      stolen,
    )
  assert.equal(await call(honest), 200, 'the control')
  assert.equal(await isActive(honest), true, 'the control')
  assert.equal(await call(forge(nowSeconds(line.clock), 'forged-1')), 200, 'the control')

  const keys = await openKeys()
  const outcome = await keys.keys.withdraw(kid)
  const withdrawnAtMs = performance.now()
  await keys.close()
  assert.equal(outcome.kind, 'withdrawn')
  let waitedMs = 0
  while ((await call(honest)) === 200 && waitedMs < 5000) {
    await wait(1)
    waitedMs = performance.now() - withdrawnAtMs
  }
  assert.ok(waitedMs <= 50, `refused after ${waitedMs} ms`)
  line.clock.advanceSeconds(2)
  for (const [index, ahead] of [-60, 0, 20].entries()) {
    assert.equal(await call(forge(nowSeconds(line.clock) + ahead, `later-${index}`)), 401)
  }
  const after = await issue()
  assert.notEqual(kidOf(after), kid)
  assert.equal(await call(after), 200, 'the control: the next key signs')
  assert.ok(!(await publishedKids()).includes(kid))
  const active = await Promise.all([honest, after].map(isActive))
  assert.deepEqual(active, [false, true], 'the authority itself refuses it too')
})

test('OIDC-08 keys that rotate while the server runs: old and new tokens both pass, with one fetch of the keys', async (t) => {
  const { line, issue, call, keyFetches, publishedKids } = await startKeyStack(t)
  const old = await issue()
  assert.equal(await call(old), 200)
  assert.equal(keyFetches(), 1)
  // The first rotation leads to a key that was published from the start, the second one does not.
  for (const [argv, fetches] of [
    [['keys', 'rotate'], 1],
    [['keys', 'rotate', '--now'], 2],
    [['keys', 'rotate', '--now'], 3],
  ] as const) {
    await line.ok(...argv)
    line.clock.advanceSeconds(1)
    const fresh = await issue()
    assert.notEqual(kidOf(fresh), kidOf(old))
    const burst = await Promise.all(
      Array.from({ length: 50 }, (_, i) => call(i % 2 === 0 ? fresh : old)),
    )
    assert.deepEqual(new Set(burst), new Set([200]))
    assert.ok(keyFetches() <= fetches, `${keyFetches()} fetches`)
  }
  assert.ok((await publishedKids()).includes(kidOf(old)))
})
