import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ask, assertProceeds, assertToldPerson } from '../support/authorization-outcomes.ts'
import { issuer, openAuthority, redirectUri, saveClient } from '../support/open-authority.ts'
import { authorizeUrl, Person } from '../support/person.ts'

const bench = await openAuthority()
after(() => bench.close())

test('O21-01 B01 a redirect URI that is not the registered string ends on a page', async () => {
  await assertProceeds(bench)
  const twins = [
    `${redirectUri}/`,
    `${redirectUri}?x=1`,
    'https://app.example/CALLBACK',
    'https://app.example:443/callback',
    `${redirectUri}%2f`,
    `${redirectUri}%2F..%2Fevil`,
    'https://app.example/./callback',
    'https://APP.example/callback',
    'https://app.example./callback',
    `${redirectUri}#`,
    'https://evil@app.example/callback',
    'https://app.example@evil.example/callback',
    'https://sub.app.example/callback',
    'https://app.example.evil/callback',
    'https://app.example/callback\\evil',
    'http://app.example/callback',
    ` ${redirectUri}`,
    `${redirectUri}\u0000`,
  ]
  for (const redirect_uri of twins) {
    await assertToldPerson(await ask(bench, { redirect_uri }), redirect_uri)
  }
})

test('O21-02 a foreign or missing redirect URI or an unknown client is never redirected to', async () => {
  await assertProceeds(bench)
  const doubtful = [
    { redirect_uri: 'https://evil.example/' },
    { redirect_uri: undefined },
    { redirect_uri: '' },
    { client_id: 'nope' },
    { client_id: undefined },
    { client_id: '' },
    { client_id: 'APP' },
    { client_id: '__proto__' },
    // A client in doubt stays in doubt whatever else is wrong.
    { client_id: 'nope', response_type: 'token' },
    { redirect_uri: 'https://evil.example/', scope: 'bogus' },
  ]
  for (const changes of doubtful) {
    await assertToldPerson(await ask(bench, changes), JSON.stringify(changes))
  }
})

test('O21-02 a client that was disabled is as good as unknown', async () => {
  await saveClient(bench.store, { client_id: 'leaver' })
  await assertProceeds(bench, { client_id: 'leaver' })
  await saveClient(bench.store, { client_id: 'leaver', status: 'disabled' })
  await assertToldPerson(await ask(bench, { client_id: 'leaver' }), 'disabled')
})

test('B04 two redirect URIs, in either order or in disguise, end on a page', async () => {
  const evil = 'https://evil.example/'
  await assertProceeds(bench, { redirect_uri: [redirectUri] })
  for (const redirect_uri of [
    [redirectUri, evil],
    [evil, redirectUri],
    [redirectUri, redirectUri],
  ]) {
    await assertToldPerson(await ask(bench, { redirect_uri }), redirect_uri.join())
  }
  for (const name of ['redirect_uri[]', 'redirect_uri\0', 'redirect_uri[0]']) {
    await assertToldPerson(await ask(bench, { [name]: evil }), name)
  }
})

test('B04 a semicolon separates nothing', async () => {
  const base = authorizeUrl({ redirect_uri: undefined })
  const person = new Person(bench)
  const honest = await person.fetch(`${base}&redirect_uri=${encodeURIComponent(redirectUri)}`)
  assert.equal(honest.status, 303)
  const tricky = `${base};redirect_uri=${encodeURIComponent(redirectUri)}`
  await assertToldPerson(await person.fetch(tricky), tricky)
})

test('B04 a redirect URI in a posted body is not read beside one in the query', async () => {
  const person = new Person(bench)
  await assertProceeds(bench)
  const response = await person.fetch(authorizeUrl(), {
    method: 'POST',
    body: new URLSearchParams({ redirect_uri: 'https://evil.example/' }),
  })
  assert.equal(response.status, 400)
  assert.equal(response.headers.get('location'), null)
  const [path = '', query] = authorizeUrl().split('?')
  const posted = await person.fetch(path, { method: 'POST', body: new URLSearchParams(query) })
  assert.equal(posted.headers.get('location'), `/authorize?${query}`)
  assert.match((await person.follow(posted)).action, /sign-in/)
})

test('B06 an omitted redirect URI is refused, also where two are registered', async () => {
  const redirect_uris = [redirectUri, 'https://app.example/second']
  await saveClient(bench.store, { client_id: 'twofold', redirect_uris })
  for (const redirect_uri of redirect_uris) {
    await assertProceeds(bench, { client_id: 'twofold', redirect_uri })
  }
  const omitted = { client_id: 'twofold', redirect_uri: undefined }
  await assertToldPerson(await ask(bench, omitted), 'omitted')
})

test('NAT-01 only the port of a loopback redirect may vary', async () => {
  const native = (redirect_uri: string) => ({ client_id: 'native', redirect_uri })
  for (const uri of [
    'http://127.0.0.1/cb',
    'http://127.0.0.1:51004/cb',
    'http://[::1]:51004/cb',
    'com.example.app:/cb',
  ]) {
    await assertProceeds(bench, native(uri))
  }
  for (const uri of [
    'http://127.0.0.1:51004/cb2',
    'http://127.0.0.2/cb',
    'http://127.0.0.1.evil/cb',
    'http://127.0.0.1:51004/cb?x=1',
    'http://127.0.0.1:51004/cb#x',
    'http://127.0.0.1:51004@evil.example/cb',
    'http://127.0.0.1:99999/cb',
    'http://127.0.0.1:/cb',
    'http://localhost:51004/cb',
    'https://127.0.0.1:51004/cb',
    'http://[::2]:51004/cb',
    'com.example.app:/cb2',
    'com.example.app.evil:/cb',
  ]) {
    await assertToldPerson(await ask(bench, native(uri)), uri)
  }
})

test('NAT-01 the answer to a loopback client goes to the port it asked for', async () => {
  const person = new Person(bench)
  const redirect_uri = 'http://127.0.0.1:51004/cb'
  const page = await person.open({ client_id: 'native', redirect_uri })
  const consentPage = await person.signIn(page)
  const allowed = await person.submit(consentPage, { decision: 'allow' })
  const location = allowed.headers.get('location') ?? ''
  assert.ok(location.startsWith(`${redirect_uri}?code=`), location)
})

test('B08 nothing in a request sends the browser elsewhere after sign-in', async () => {
  const targets = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
  ]
  const names = ['return_to', 'next', 'continue', 'redirect', 'target_link_uri']
  const person = new Person(bench, '203.0.113.8')
  for (const target of targets) {
    const extra = Object.fromEntries(names.map((name) => [name, target]))
    const page = await person.follow(await person.fetch(authorizeUrl(extra)))
    assert.equal(page.status, 200)
    assert.doesNotMatch(page.text, /evil|javascript:/)
    const query = new URLSearchParams({ interaction: page.hidden.interaction ?? '', ...extra })
    for (const path of ['/sign-in', '/consent', '/authorize/resume']) {
      const response = await person.fetch(`${path}?${query}`)
      const location = response.headers.get('location')
      if (location === null) assert.doesNotMatch(await response.text(), /evil|javascript:/)
      else assert.match(location, /^\/(sign-in|consent)\?interaction=[\w-]+$/)
    }
  }
  const page = await person.open()
  const signedIn = await person.submit(page, {
    username: 'alice',
    password: 'a long enough passphrase',
    ...Object.fromEntries(names.map((name) => [name, 'https://evil.example'])),
  })
  const location = new URL(signedIn.headers.get('location') ?? '', issuer)
  assert.equal(location.origin, issuer)
  assert.equal(location.pathname, '/authorize/resume')
})
