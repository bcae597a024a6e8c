import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { issuer, openAuthority, password, saveClient, saveUser } from '../support/open-authority.ts'
import { authorizeUrl, type Changes, forgetConsents, type Page, Person } from '../support/person.ts'

const bench = await openAuthority()
after(() => bench.close())

/** What would run or open an element where it is put into a page as it is. */
const probes = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '</title><script>alert(1)</script>',
  'javascript:alert(1)',
  '&lt;b&gt;&#60;script&#62;',
]

/** The page holds the probe as text or not at all, and nothing in it could run. */
function assertHarmless({ response, text }: Shown, what: string): void {
  assert.match(response.headers.get('content-type') ?? '', /^text\/html; charset=utf-8$/, what)
  const policy = response.headers.get('content-security-policy') ?? ''
  assert.match(
    policy,
    /default-src 'none'; style-src 'nonce-[\w+/=]+'; form-action [^;]+; base-uri 'none'/,
  )
  assert.doesNotMatch(policy, /script-src|unsafe/)
  assert.doesNotMatch(text, /<script|<img|<svg|<iframe|<b>|href="javascript:/i, what)
  const withoutValues = text.replace(/"[^"]*"/g, '""')
  assert.doesNotMatch(withoutValues, /<[^>]*\son\w+=/i, what)
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
}

/** A page and what it says. */
type Shown = Pick<Page, 'response' | 'text'>

const read = async (response: Response): Promise<Shown> => ({
  response,
  text: await response.text(),
})

/** Every page on the way of a person whose client and request carry the probe. */
async function* pagesWith(probe: string): AsyncGenerator<readonly [string, Shown]> {
  const client_id = `probe ${probes.indexOf(probe)}`.replace(' ', '-')
  await saveClient(bench.store, {
    client_id,
    client_name: probe,
    client_uri: `https://app.example/${encodeURIComponent(probe)}`,
  })
  const carried: Changes = {
    client_id,
    state: probe,
    login_hint: probe,
    ui_locales: probe,
    display: probe,
    nonce: probe,
    foo: probe,
  }
  const person = new Person(bench)
  const signIn = await person.open(carried)
  assert.equal(signIn.status, 200)
  yield ['sign-in', signIn]
  const failed = await person.signIn(signIn, probe, password)
  assert.equal(failed.status, 400)
  yield ['failed sign-in', failed]
  const consent = await person.signIn(signIn)
  assert.match(consent.action, /consent/)
  yield ['consent', consent]
  await person.submit(consent, { decision: 'allow' })
  yield ['grants', await person.follow(await person.fetch('/grants'))]
  const logout = `/logout?${new URLSearchParams({ client_id: probe, state: probe })}`
  yield ['logout', await person.follow(await person.fetch(logout))]
  for (const name of ['client_id', 'redirect_uri', 'request_uri', 'request', 'response_type']) {
    const response = await person.fetch(authorizeUrl({ [name]: probe }))
    if (response.status !== 303) yield [`authorize with ${name}`, await read(response)]
  }
  for (const path of ['/sign-in', '/consent', '/authorize/resume']) {
    const query = new URLSearchParams({ interaction: probe, error: probe, user_code: probe })
    yield [path, await read(await person.fetch(`${path}?${query}`))]
  }
}

for (const probe of probes) {
  test(`L08 ${probe} is text on every page that is reached with it`, async () => {
    let pages = 0
    for await (const [what, page] of pagesWith(probe)) {
      assertHarmless(page, what)
      pages += 1
    }
    assert.ok(pages >= 9, `${pages} pages`)
  })
}

test('L08 a name of markup is shown to the person as it is written', async () => {
  const [probe = ''] = probes
  const person = new Person(bench)
  const page = await person.open({ client_id: 'probe-0' })
  assert.match(page.text, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/, probe)
})

test('L08 a user name and a scope of markup are text at consent', async () => {
  await saveUser(bench.store, {
    username: 'mallory',
    name: '<script>alert(1)</script>',
    scopes: ['read:documents'],
  })
  const person = new Person(bench)
  const scope = 'read:documents <script>'
  const page = await person.signIn(await person.open({ scope }), 'mallory')
  assertHarmless(page, 'consent')
})

test('L07 no page has a foreign resource or tells another site where the person was', async () => {
  const person = new Person(bench)
  await forgetConsents(bench)
  const secretLooking = { login_hint: 'alice@mail.example', state: 'code=abc' }
  const signIn = await person.open(secretLooking)
  const consent = await person.signIn(signIn)
  const pages: readonly Page[] = [
    signIn,
    consent,
    await person.follow(await person.fetch('/grants')),
    await person.follow(await person.fetch('/logout')),
    await person.open({ client_id: 'nobody' }),
  ]
  for (const { response, text } of pages) {
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer')
    assert.match(response.headers.get('content-security-policy') ?? '', /^default-src 'none'/)
    for (const [, url = ''] of text.matchAll(/(?:src|href|action)="([^"]*)"/g)) {
      assert.equal(new URL(url, issuer).origin, issuer, url)
    }
    assert.doesNotMatch(text, /url\(|@import/)
  }
})

test('O21-25 after each form comes a 303, so that no browser posts the password again', async () => {
  await forgetConsents(bench)
  const person = new Person(bench)
  const page = await person.open()
  const signedIn = await person.submit(page, { username: 'alice', password })
  assert.equal(signedIn.status, 303)
  const consent = await person.follow(signedIn)
  const denied = await person.submit(consent, { decision: 'deny' })
  assert.equal(denied.status, 303)
  const again = await person.open()
  const allowed = await person.submit(again, { decision: 'allow' })
  assert.equal(allowed.status, 303)
  for (const response of [signedIn, denied, allowed]) {
    assert.equal(await response.text(), '')
    assert.doesNotMatch(response.headers.get('location') ?? '', /password|alice/)
  }
})
