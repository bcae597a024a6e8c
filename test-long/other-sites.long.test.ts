import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, type TestContext, test } from 'node:test'
import * as openid from 'openid-client'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type Line, password, startLine } from '../test/end-to-end/support/start-line.ts'
import { chromiumMissing, launchChromium } from '../test/support/chromium.ts'

/** A site of somebody else, with scripts: it shows whatever page it is given. */
async function startEvilSite(t: TestContext) {
  const served = { html: '' }
  const server = createServer((_req, res) => {
    res.setHeader('content-type', 'text/html')
    res.end(served.html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    visit: async (page: Page, html: string) => {
      served.html = `<!doctype html><title>evil</title>${html}`
      await page.goto(`http://127.0.0.1:${port}/`)
    },
  }
}

/** The authority is at `localhost`, the other site at `127.0.0.1`: two sites, for a browser. */
describe('L11 in Chromium, from a page of another site', { skip: chromiumMissing() }, () => {
  let browser: Browser
  let line: Line
  before(async () => {
    browser = await launchChromium()
    line = await startLine()
  })
  after(async () => {
    await browser?.close()
    await line?.stop()
  })

  /** A person who is signed in and has a consent page open that they have not answered. */
  async function openConsent(): Promise<{ context: BrowserContext; page: Page; url: string }> {
    const context = await browser.newContext()
    const page = await context.newPage()
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'public',
      redirect_uri: 'http://127.0.0.1/callback',
      scope: 'read:documents',
      resource: line.api,
      code_challenge: await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier()),
      code_challenge_method: 'S256',
    })
    const url = `${line.issuer}/authorize?${query}`
    await page.goto(url)
    await page.fill('input[name=username]', 'alice')
    await page.fill('input[name=password]', password)
    await page.click('button[type=submit]')
    await page.waitForSelector('button[name=decision]')
    return { context, page, url }
  }

  const issuedCodes = async () =>
    (await line.sallyport.store.audit.since(0, 10_000)).filter(
      ({ event }) => event.type === 'code.issued',
    ).length

  test('L11 no page of ours is shown in a frame', async (t) => {
    const { context, page, url } = await openConsent()
    const evil = await startEvilSite(t)
    const other = await context.newPage()
    const showsForm = async () => {
      await other.waitForTimeout(300)
      const frames = await Promise.all(other.frames().map((frame) => frame.content()))
      return frames.some((html) => /<form method="post"/.test(html))
    }
    await evil.visit(other, `<iframe srcdoc='<form method="post">'></iframe>`)
    assert.equal(await showsForm(), true, 'what may be framed is seen')
    for (const target of [url, page.url(), `${line.issuer}/grants`, `${line.issuer}/logout`]) {
      await evil.visit(other, `<iframe src="${target.replaceAll('&', '&amp;')}"></iframe>`)
      assert.equal(await showsForm(), false, target)
    }
    assert.equal(await page.locator('button[name=decision]').count(), 2, 'at the top it is shown')
  })

  test('L11 a form posted from there allows nothing, though it has every field right', async (t) => {
    const { context, page } = await openConsent()
    const evil = await startEvilSite(t)
    const fields = await page
      .locator('form input[type=hidden]')
      .evaluateAll((inputs) => inputs.map((input) => input.outerHTML).join(''))
    const before = await issuedCodes()
    const other = await context.newPage()
    const answered = other.waitForResponse(`${line.issuer}/consent`)
    await evil.visit(
      other,
      `<form method="post" action="${line.issuer}/consent">${fields}<input name="decision" value="allow"></form><script>document.forms[0].submit()</script>`,
    )
    assert.ok([400, 403].includes((await answered).status()))
    assert.equal(await issuedCodes(), before)
    await page.click('button[value=allow]', { noWaitAfter: true })
    await page.waitForRequest(/^http:\/\/127\.0\.0\.1\/callback\?code=/).catch(() => undefined)
    assert.equal(await issuedCodes(), before + 1, 'the same form, from our own page')
  })

  test('L11 a script there reads nothing and changes nothing, cookies included or not', async (t) => {
    const { context, page } = await openConsent()
    const evil = await startEvilSite(t)
    const other = await context.newPage()
    await evil.visit(other, '')
    const outcomes = await other.evaluate(async (issuer) => {
      const seen: string[] = []
      for (const path of ['/grants', '/authorize', '/sign-in', '/userinfo', '/logout']) {
        for (const method of ['GET', 'POST']) {
          const body = method === 'POST' ? new URLSearchParams({ client_id: 'public' }) : null
          const send = (mode: RequestMode) =>
            fetch(`${issuer}${path}`, { method, mode, credentials: 'include', body })
          const read = await send('cors').then(
            () => 'read',
            () => 'blocked',
          )
          const sent = await send('no-cors').then(
            (response) => response.type,
            () => 'blocked',
          )
          seen.push(`${read} ${sent}`)
        }
      }
      return [...new Set(seen)].sort()
    }, line.issuer)
    assert.ok(
      outcomes.every((outcome) => /^blocked (opaque|blocked)$/.test(outcome)),
      outcomes.join(),
    )
    await page.goto(`${line.issuer}/grants`)
    assert.equal(await page.locator('input[name=username]').count(), 0, 'still signed in')
  })
})
