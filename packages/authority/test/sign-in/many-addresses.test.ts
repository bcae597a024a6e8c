import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddressSet } from '@sallyport/protocol/peer'
import { type Bench, openAuthority, password } from '../support/open-authority.ts'
import { Person } from '../support/person.ts'
import { reasonsOf } from '../support/token-outcomes.ts'

const proxy = '192.0.2.1'

/** An authority behind a proxy that says where callers really are. */
async function openBehindProxy() {
  return openAuthority({
    proxies: { proxies: parseAddressSet([proxy]) },
    // Hundreds of hashes would take long, and none is the point here.
    passwords: {
      hash: async () => assert.fail('nothing is hashed'),
      verify: async (_hash, typed) => typed === password,
    },
  })
}

/** Guesses once, as a caller at `address` whom `peer` speaks for. */
async function guess(bench: Bench, address: string, typed: string, peer = proxy) {
  const person = new Person(bench, peer)
  const page = await person.open()
  const headers = { 'x-forwarded-for': address }
  return person.submit(page, { username: 'alice', password: typed }, headers)
}

test('K02 AUTHN-03 two hundred addresses have no more than a hundred tries at an account among them', async (t) => {
  const bench = await openBehindProxy()
  t.after(() => bench.close())
  for (let i = 0; i < 200; i += 1) {
    const { status } = await guess(bench, `198.51.100.${i}`, `a guess ${i}`)
    assert.equal(status, 400, `no address of its own is held back, ${i}`)
    // Longer than the longest wait: whoever has time is stopped by the number alone.
    bench.clock.advanceSeconds(901)
  }
  const reasons = await reasonsOf(bench, 'sign_in.failed')
  assert.equal(reasons.filter((reason) => reason === 'password').length, 100)
  assert.equal(reasons.filter((reason) => reason === 'held_back').length, 100)
})

test('K02 two hundred guesses from one address are held back there, by whatever name it calls itself', async (t) => {
  const bench = await openBehindProxy()
  t.after(() => bench.close())
  const statuses = new Map<number, number>()
  for (let i = 0; i < 200; i += 1) {
    // Not the proxy: what it says of its address is not believed.
    const { status } = await guess(bench, `198.51.100.${i}`, `a guess ${i}`, '203.0.113.99')
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  assert.ok((statuses.get(400) ?? 0) <= 20, JSON.stringify([...statuses]))
  assert.ok((statuses.get(429) ?? 0) >= 180)
  bench.clock.advanceSeconds(3)
  const honest = await guess(bench, '198.51.100.201', password)
  assert.equal(honest.status, 303, 'from elsewhere, through the proxy')
})
