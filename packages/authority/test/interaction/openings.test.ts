import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Bench, openAuthority } from '../support/open-authority.ts'
import { authorizeUrl, Person } from '../support/person.ts'
import { asPublic, pushRequest } from '../support/pushing.ts'

/** An authority at which one address has begun as much as it may. */
async function exhausted(t: TestContext): Promise<{ bench: Bench; flooding: Person }> {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const flooding = new Person(bench, '2001:db8:1:2::1')
  for (let i = 0; i < 1200; i += 1) {
    flooding.cookies.clear()
    assert.equal((await flooding.fetch(authorizeUrl())).status, 303)
  }
  return { bench, flooding }
}

test('an address that leaves what it begins is stopped, others and later requests are not', async (t) => {
  const { bench, flooding } = await exhausted(t)
  const neighbour = new Person(bench, '2001:db8:1:2:ffff::9')
  for (const url of [authorizeUrl(), '/grants', '/grants/password', '/device']) {
    for (const person of [flooding, neighbour]) {
      const refused = await person.fetch(url)
      assert.equal(refused.status, 429, url)
      assert.ok(Number(refused.headers.get('retry-after')) >= 1)
      assert.equal(refused.headers.getSetCookie().length, 0)
      assert.match(await refused.text(), /Too many requests/)
    }
  }
  const hits = (await bench.events()).filter(({ type }) => type === 'limit.hit')
  assert.deepEqual(
    hits.map(({ reasons, address }) => [reasons, address]),
    [[['openings'], '2001:db8:1:2::1']],
  )
  assert.equal((await new Person(bench, '2001:db8:1:3::1').fetch(authorizeUrl())).status, 303)
  bench.clock.advanceSeconds(700)
  assert.equal((await flooding.fetch(authorizeUrl())).status, 303)
})

test('what anybody may push in the name of a public client counts with it', async (t) => {
  const { bench, flooding } = await exhausted(t)
  const { address } = flooding
  const anybody = { client_id: 'app' }
  const refused = await pushRequest(bench, anybody, { headers: asPublic, address })
  assert.deepEqual([refused.status, refused.body.error], [429, 'temporarily_unavailable'])
  assert.equal((await pushRequest(bench, {}, { address })).status, 201, 'who proves itself may')
  const elsewhere = { headers: asPublic, address: '203.0.113.200' }
  assert.equal((await pushRequest(bench, anybody, elsewhere)).status, 201)
})
