import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openAuthority } from '../support/open-authority.ts'

/** What Chromium sends with a navigation. */
const navigation =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'
const programs = [undefined, '*/*', 'text/*', 'application/json, text/html;q=0.5', 'text/html;q=0']

async function open(t: TestContext, issuer: string) {
  const bench = await openAuthority({ issuer })
  t.after(() => bench.close())
  return (path: string, accept: string | undefined, method = 'GET') =>
    bench.authority.fetch(
      new Request(`${issuer}${path}`, { method, headers: accept === undefined ? {} : { accept } }),
      { peer: { address: '203.0.113.7' } },
    )
}

for (const issuer of ['https://auth.example', 'https://auth.example/tenant']) {
  test(`L12 a browser at a mistyped address of ${issuer} shows a page that leads on`, async (t) => {
    const ask = await open(t, issuer)
    for (const [path, status] of [
      ['/nothing', 404],
      ['/authorize/x.css', 404],
      ['/metrics', 404],
      ['/token', 405],
      ['/logout/confirm', 405],
    ] as const) {
      const response = await ask(path, navigation)
      assert.equal(response.status, status, path)
      assertUnkept(response, 'text/html; charset=utf-8')
      assert.match(response.headers.get('content-security-policy') ?? '', /^default-src 'none'/)
      const [, href = ''] = /<a href="([^"]*)"/.exec(await response.text()) ?? []
      assert.equal(new URL(href, issuer).href, `${issuer}/`)
    }
    assert.equal((await ask('/', navigation)).status, 200)
  })
}

test('L12 a program at a mistyped address gets JSON that says where the endpoints are', async (t) => {
  const ask = await open(t, 'https://auth.example/tenant')
  for (const accept of programs) {
    const response = await ask('/nothing', accept)
    assert.equal(response.status, 404, accept)
    assertUnkept(response, 'application/json; charset=utf-8')
    assert.deepEqual(await response.json(), {
      error: 'invalid_request',
      error_description:
        'nothing is at this address; /.well-known/oauth-authorization-server/tenant names the endpoints',
    })
  }
})

test('a method that an address does not have is told those that it has', async (t) => {
  const ask = await open(t, 'https://auth.example')
  for (const [accept, type] of [
    [undefined, 'application/json; charset=utf-8'],
    [navigation, 'text/html; charset=utf-8'],
  ] as const) {
    const response = await ask('/token', accept)
    assert.equal(response.status, 405)
    assert.equal(response.headers.get('allow'), 'POST, OPTIONS')
    assertUnkept(response, type)
  }
  const response = await ask('/jwks', '*/*', 'DELETE')
  assert.equal(response.headers.get('allow'), 'GET')
  assert.deepEqual(await response.json(), {
    error: 'invalid_request',
    error_description:
      'this address does not go by this method; the Allow header names those that it has',
  })
  assert.equal((await ask('/jwks', '*/*')).status, 200)
})

/** Of the type that it says, and in no cache under an address that looks like a file's. */
function assertUnkept({ headers }: Response, type: string): void {
  assert.equal(headers.get('content-type'), type)
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('vary'), 'accept')
}
