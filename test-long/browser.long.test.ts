import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as openid from 'openid-client'
import type { Browser, Page } from 'playwright-core'
import { type Line, password, startLine } from '../test/end-to-end/support/start-line.ts'
import { startSite } from '../test/end-to-end/support/start-site.ts'
import { chromiumMissing, launchChromium } from '../test/support/chromium.ts'

describe('in Chromium, without JavaScript', { skip: chromiumMissing() }, () => {
  let browser: Browser
  let line: Line
  before(async () => {
    browser = await launchChromium()
    line = await startLine({
      redirectUris: ['http://127.0.0.1/cb', 'http://[::1]/cb', 'http://localhost/cb'],
    })
  })
  after(async () => {
    await browser?.close()
    await line?.stop()
  })

  async function openPage(): Promise<Page> {
    const context = await browser.newContext({ javaScriptEnabled: false })
    return context.newPage()
  }

  async function requestFor(redirectUri: string): Promise<string> {
    const verifier = openid.randomPKCECodeVerifier()
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'public',
      redirect_uri: redirectUri,
      scope: 'read:documents',
      state: 'the state',
      resource: line.api,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    return `${line.issuer}/authorize?${query}`
  }

  async function signIn(page: Page, typed = password): Promise<void> {
    await page.fill('input[name=username]', 'alice')
    await page.fill('input[name=password]', typed)
    await page.click('button[type=submit]')
  }

  for (const [host, written] of [
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
    ['127.0.0.1', 'localhost'],
  ] as const) {
    test(`a person signs in, allows, and arrives at the client on ${written} (form-action lets the redirect through)`, async (t) => {
      const site = await startSite(host).catch(() => undefined)
      if (site === undefined) return t.skip(`this machine has no ${host}`)
      t.after(site.close)
      const page = await openPage()
      await page.goto(await requestFor(`http://${written}:${site.port}/cb`))
      await signIn(page)
      await page.waitForSelector('button[name=decision]')
      await page.click('button[value=allow]')
      await page.waitForURL(`http://${written}:${site.port}/cb?**`)
      const answer = new URL(page.url()).searchParams
      assert.equal(answer.get('state'), 'the state')
      assert.equal(answer.get('iss'), line.issuer)
      assert.ok(answer.get('code'))
    })
  }

  test('the same redirect is blocked where form-action does not name the client', async (t) => {
    const site = await startSite('127.0.0.1')
    t.after(site.close)
    const page = await openPage()
    await page.goto(await requestFor(`http://127.0.0.1:${site.port}/cb`))
    await signIn(page)
    await page.waitForSelector('button[name=decision]')
    await page.route(`${line.issuer}/consent**`, async (route) => {
      if (route.request().method() !== 'GET') return route.continue()
      const response = await route.fetch()
      const headers = response.headers()
      const policy = headers['content-security-policy'] ?? ''
      headers['content-security-policy'] = policy.replace(/form-action [^;]*/, "form-action 'self'")
      return route.fulfill({ response, headers })
    })
    await page.reload()
    await page.click('button[value=allow]', { noWaitAfter: true })
    await page.waitForTimeout(500)
    assert.ok(!page.url().startsWith(`http://127.0.0.1:${site.port}`), page.url())
  })

  test('a wrong password shows the page again, the right one goes on, and a no reaches the client', async (t) => {
    const site = await startSite('127.0.0.1')
    t.after(site.close)
    const page = await openPage()
    await page.goto(await requestFor(`http://127.0.0.1:${site.port}/cb`))
    await signIn(page, 'not the password')
    assert.match((await page.textContent('[role=alert]')) ?? '', /did not work/)
    await signIn(page)
    await page.waitForSelector('button[name=decision]')
    await page.click('button[value=deny]')
    await page.waitForURL(`http://127.0.0.1:${site.port}/cb?**`)
    assert.equal(new URL(page.url()).searchParams.get('error'), 'access_denied')
  })

  test('COOK-01 the browser keeps every cookie as Secure, HttpOnly, SameSite=Lax, for this host alone', async (t) => {
    const site = await startSite('127.0.0.1')
    t.after(site.close)
    const page = await openPage()
    await page.goto(await requestFor(`http://127.0.0.1:${site.port}/cb`))
    await signIn(page)
    await page.waitForSelector('button[name=decision]')
    const cookies = await page.context().cookies(line.issuer)
    assert.deepEqual(cookies.map(({ name }) => name).sort(), [
      '__Host-sallyport-browser',
      '__Host-sallyport-known',
      '__Host-sallyport-session',
    ])
    for (const cookie of cookies) {
      assert.equal(cookie.secure, true)
      assert.equal(cookie.httpOnly, true)
      assert.equal(cookie.sameSite, 'Lax')
      assert.equal(cookie.path, '/')
      assert.equal(cookie.domain, 'localhost')
    }
  })

  test('the keyboard alone is enough', async (t) => {
    const site = await startSite('127.0.0.1')
    t.after(site.close)
    const page = await openPage()
    await page.goto(await requestFor(`http://127.0.0.1:${site.port}/cb`))
    await page.focus('input[name=username]')
    await page.keyboard.type('alice')
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.waitForSelector('button[name=decision]')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(`http://127.0.0.1:${site.port}/cb?code=**`)
  })
})
