import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAuthority, password } from '../support/open-authority.ts'
import { authorizeUrl, Person } from '../support/person.ts'

/** A person who keeps every `Set-Cookie` line that they are ever sent. */
class Collector extends Person {
  readonly lines: string[] = []

  override async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const response = await super.fetch(url, init)
    this.lines.push(...response.headers.getSetCookie())
    return response
  }
}

test('L05 COOK-01 every cookie on every way is opaque, for this host, Secure, HttpOnly and SameSite', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Collector(bench)
  const page = await alice.open()
  await alice.signIn(page, 'alice', 'not the password')
  await alice.submit(await alice.signIn(page), { decision: 'allow' })
  await alice.open({ client_id: 'nobody' })
  await alice.open({ prompt: 'none' })
  await alice.open({ prompt: 'login' })
  const grants = await alice.follow(await alice.fetch('/grants'))
  assert.equal(grants.status, 200)
  const logout = await alice.follow(await alice.fetch('/logout'))
  await alice.submit(logout, {})
  const names = new Set<string>()
  for (const line of alice.lines) {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', value = ''] = pair.split('=')
    names.add(name)
    assert.match(name, /^__Host-sallyport-\w+$/)
    assert.match(value, /^[\w~.-]{0,500}$/, 'nothing to be read in it')
    const kept = attributes.filter((attribute) => !attribute.startsWith('Max-Age='))
    assert.deepEqual(kept, ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax'])
    assert.doesNotMatch(line, /alice|password|user-/)
  }
  assert.deepEqual([...names].sort(), [
    '__Host-sallyport-browser',
    '__Host-sallyport-known',
    '__Host-sallyport-session',
  ])
})

test('L05 a cookie that is too long, malformed or twice there is none', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  await alice.code()
  const session = alice.cookies.get('__Host-sallyport-session') ?? ''
  const browser = `__Host-sallyport-browser=${alice.cookies.get('__Host-sallyport-browser')}`
  const leadsTo = async (cookie: string) => {
    const headers = { cookie: `${browser}; ${cookie}` }
    const response = await alice.fetch(authorizeUrl(), { headers })
    assert.equal(response.status, 303)
    return /^\/([\w-]+)/.exec(response.headers.get('location') ?? '')?.[1]
  }
  const name = '__Host-sallyport-session'
  assert.equal(await leadsTo(`${name}=${session}`), 'consent')
  for (const cookie of [
    `${name}=${session}${'x'.repeat(5000)}`,
    `${name}=${session}%00`,
    `${name}="${session}"`,
    `${name}=`,
    name,
    `${name.toUpperCase()}=${session}`,
    `${name}=${session}; ${name}=${session}`,
    `${name}=${session}, ${name}=x`,
  ]) {
    assert.equal(await leadsTo(cookie), 'sign-in', cookie.slice(0, 80))
  }
})

test('L05 a cookie planted for another name gets nobody in', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const page = await alice.open()
  await alice.submit(page, { username: 'alice', password })
  const session = alice.cookies.get('__Host-sallyport-session') ?? ''
  const thief = new Person(bench)
  thief.cookies.set('sallyport-session', session)
  thief.cookies.set('__Secure-sallyport-session', session)
  assert.match((await thief.open()).action, /sign-in/)
  thief.cookies.set('__Host-sallyport-session', session)
  assert.match((await thief.open()).action, /consent/)
})
