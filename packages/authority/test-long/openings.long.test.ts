import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Bench, openAuthority } from '../test/support/open-authority.ts'
import { answerOf, authorizeUrl, Person } from '../test/support/person.ts'
import { asPublic, pushRequest } from '../test/support/pushing.ts'

const network = '2001:db8:1:2::1'
const pages = [authorizeUrl(), '/grants', '/grants/password', '/device']

async function open(t: TestContext): Promise<Bench> {
  const bench = await openAuthority()
  t.after(() => bench.close())
  return bench
}

/** Asks as often as one address may begin something, each time with a new browser. */
async function flood(bench: Bench, status: number, url: string, headers = {}): Promise<Person> {
  const person = new Person(bench, network)
  for (let i = 0; i < 1200; i += 1) {
    person.cookies.clear()
    assert.equal((await person.fetch(url, { headers })).status, status)
  }
  return person
}

/** Somebody in the network who has signed in elsewhere before. */
async function signedIn(bench: Bench, username: string): Promise<Person> {
  const elsewhere = new Person(bench, '198.51.100.1')
  await elsewhere.grant({}, username)
  const person = new Person(bench, network)
  for (const [name, value] of elsewhere.cookies) person.cookies.set(name, value)
  return person
}

async function reasonsOf(bench: Bench, type: string) {
  return (await bench.events())
    .filter((event) => event.type === type)
    .map(({ reasons, address }) => [reasons, address])
}

test('an address that leaves what it begins is stopped, others and later requests are not', async (t) => {
  const bench = await open(t)
  const flooding = await flood(bench, 303, authorizeUrl())
  const neighbour = new Person(bench, '2001:db8:1:2:ffff::9')
  for (const url of pages) {
    for (const person of [flooding, neighbour]) {
      const refused = await person.fetch(url)
      assert.equal(refused.status, 429, url)
      assert.ok(Number(refused.headers.get('retry-after')) >= 1)
      assert.equal(refused.headers.getSetCookie().length, 0)
      assert.match(await refused.text(), /Too many requests/)
    }
  }
  assert.deepEqual(await reasonsOf(bench, 'limit.hit'), [[['openings'], network]])
  assert.equal((await new Person(bench, '2001:db8:1:3::1').fetch(authorizeUrl())).status, 303)
  bench.clock.advanceSeconds(700)
  assert.equal((await flooding.fetch(authorizeUrl())).status, 303)
})

test('whoever is signed in is served where the address has begun too much, and has a limit of their own', async (t) => {
  const bench = await open(t)
  const alice = await signedIn(bench, 'alice')
  const bob = await signedIn(bench, 'bob')
  await flood(bench, 303, authorizeUrl())
  for (const url of pages.slice(1)) assert.equal((await alice.fetch(url)).status, 200, url)
  for (let i = 0; i < 1200; i += 1) assert.equal((await alice.fetch(authorizeUrl())).status, 303)
  assert.equal((await alice.fetch(authorizeUrl())).status, 429)
  assert.equal((await alice.fetch('/grants')).status, 200)
  assert.equal((await bob.fetch(authorizeUrl())).status, 303)
})

test('requests that are refused, or end at once, do not count', async (t) => {
  const bench = await open(t)
  await flood(bench, 400, '/authorize?nothing=of-use')
  await flood(bench, 303, authorizeUrl({ prompt: 'none' }))
  for (const url of pages) {
    assert.equal((await new Person(bench, network).fetch(url)).status, 303, url)
  }
})

test('images, scripts and frames of other sites open nothing and do not count', async (t) => {
  const bench = await open(t)
  const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
  const frame = {
    'sec-fetch-site': 'same-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'iframe',
  }
  await flood(bench, 403, authorizeUrl(), image)
  for (const url of pages) {
    const refused = await new Person(bench, network).fetch(url, { headers: frame })
    assert.equal(refused.status, 403, url)
    assert.equal(refused.headers.getSetCookie().length, 0)
  }
  assert.deepEqual(await reasonsOf(bench, 'authorization.refused'), [[['embedded'], network]])
  for (const url of pages) {
    assert.equal((await new Person(bench, network).fetch(url)).status, 303, url)
  }
})

test('a link on another site, a frame that shows no page and what is no browser are served', async (t) => {
  const bench = await open(t)
  const link = {
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  }
  const frame = { ...link, 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'iframe' }
  const send = (person: Person, url: string, headers: Record<string, string>) =>
    person.fetch(url, { headers })
  for (const headers of [link, { 'sec-fetch-mode': 'cors' }]) {
    const opened = await send(new Person(bench), authorizeUrl(), headers)
    assert.match(opened.headers.get('location') ?? '', /^\/sign-in\?/)
  }
  const silent = authorizeUrl({ prompt: 'none' })
  const unknown = await send(new Person(bench), silent, frame)
  assert.equal(answerOf(unknown).get('error'), 'login_required')
  const alice = new Person(bench)
  await alice.grant()
  const known = await send(alice, silent, frame)
  assert.ok(answerOf((await alice.follow(known)).response).has('code'))
})

test('what anybody may push in the name of a public client counts apart', async (t) => {
  const bench = await open(t)
  const anybody = { client_id: 'app' }
  const push = (address: string) => pushRequest(bench, anybody, { headers: asPublic, address })
  await flood(bench, 303, authorizeUrl())
  for (let i = 0; i < 1200; i += 1) assert.equal((await push(network)).status, 201)
  const refused = await push(network)
  assert.deepEqual([refused.status, refused.body.error], [429, 'temporarily_unavailable'])
  const own = await pushRequest(bench, {}, { address: network })
  assert.equal(own.status, 201, 'who proves itself may')
  assert.equal((await push('203.0.113.200')).status, 201)
})

test('what is pushed does not use up what the pages have', async (t) => {
  const bench = await open(t)
  for (let i = 0; i < 1201; i += 1) {
    await pushRequest(bench, { client_id: 'app' }, { headers: asPublic, address: network })
  }
  assert.equal((await new Person(bench, network).fetch(authorizeUrl())).status, 303)
})
