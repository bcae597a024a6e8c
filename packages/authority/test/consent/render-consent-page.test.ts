import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { documentsApi, openAuthority, reportsApi, saveClient } from '../support/open-authority.ts'
import { forgetConsents, Person } from '../support/person.ts'

const plain = await openAuthority()
const [documents, reports] = plain.options.resources
assert.ok(documents !== undefined && reports !== undefined)
const words = new Map([['read:documents', 'read <your> documents']])
const bench = await openAuthority({
  resources: [{ ...documents, scopeDescriptions: words }, reports],
})
after(async () => {
  await plain.close()
  await bench.close()
})

async function consentPage(changes = {}, at = bench): Promise<string> {
  await forgetConsents(at)
  const person = new Person(at)
  const page = await person.signIn(await person.open(changes))
  assert.match(page.action, /consent/)
  return page.text
}

test('O21-29 the page says who asks, for what in plain words and names, where, and for whom', async () => {
  const text = await consentPage({ scope: 'read:documents write:documents' })
  for (const shown of ['<strong>The App</strong> (app)', documentsApi, '<strong>alice</strong>']) {
    assert.ok(text.includes(shown), shown)
  }
  assert.match(text, /<li>read &lt;your&gt; documents <em>\(read:documents\)<\/em><\/li>/)
  assert.match(text, /<li>use write:documents<\/li>/, 'nobody has said what it means')
  assert.match(text, /The answer goes to <strong>app\.example<\/strong>/)
})

test('a scope is described in the words of the resource that is asked for, not of another', async () => {
  const undescribed = await consentPage({ scope: 'read:documents' }, plain)
  assert.match(undescribed, /<li>use read:documents<\/li>/)
  const other = await consentPage({ scope: 'read:reports', resource: reportsApi })
  assert.match(other, /<li>use read:reports<\/li>/)
})

test('what OpenID Connect asks for is described too', async () => {
  await saveClient(bench.store, { client_id: 'web', scope: 'openid email offline_access' })
  const text = await consentPage({ client_id: 'web', scope: 'openid email offline_access' })
  assert.match(text, /know who you are <em>\(openid\)<\/em>/)
  assert.match(text, /see your e-mail address <em>\(email\)<\/em>/)
  assert.match(text, /act for you while you are away <em>\(offline_access\)<\/em>/)
})

test('O21-29 pages of a client are linked where somebody here vouches for it, web pages alone', async () => {
  const links = {
    client_uri: 'https://app.example/about',
    policy_uri: 'https://app.example/privacy',
    tos_uri: 'javascript:alert(1)',
  }
  await saveClient(bench.store, { client_id: 'known', ...links })
  await saveClient(bench.store, { client_id: 'unknown', origin: 'registration', ...links })
  const known = await consentPage({ client_id: 'known' })
  const shown = [...known.matchAll(/<a href="([^"]*)" rel="noreferrer">([^<]*)</g)]
  assert.deepEqual(
    shown.map(([, url, label]) => [label, url]),
    [
      ['home page', links.client_uri],
      ['privacy policy', links.policy_uri],
    ],
  )
  const unknown = await consentPage({ client_id: 'unknown' })
  assert.doesNotMatch(unknown, /<a href/)
})
