import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { chromiumMissing } from '../../support/chromium.ts'
import { judgePage } from './judge-page.ts'
import { openPages, type Pages } from './open-pages.ts'

/** Walks through the pages that people come by seldom, at a width, and judges each. */
export function walkRarePages(width: number): void {
  describe(`rare pages, ${width} pixels wide`, { skip: chromiumMissing() }, () => {
    let pages: Pages
    before(async () => {
      pages = await openPages(width)
    })
    after(() => pages?.close())

    async function judge(page: Page, title: RegExp, name: string): Promise<void> {
      assert.match((await page.textContent('h1')) ?? '', title)
      await judgePage(page, name)
    }

    test('the start page, and an address with nothing at it', async () => {
      const page = await pages.openPage()
      await page.goto(`${pages.line.issuer}/`)
      await judge(page, /Sallyport/, 'home')
      const mistyped = await page.goto(`${pages.line.issuer}/grant`)
      assert.equal(mistyped?.status(), 404)
      await judgePage(page, 'nothing-here')
      const posted = await page.goto(`${pages.line.issuer}/token`)
      assert.equal(posted?.status(), 405)
      await judgePage(page, 'not-for-opening')
    })

    test('consent for a client that is known by its document, or cannot be had', async (t) => {
      const page = await pages.openPage()
      const document = await publishDocument(t, `${pages.site}/cb`)
      const client_id = document.url
      document.isDown = true
      const refused = await page.goto(await pages.request({ client_id: `${client_id}?later` }))
      assert.equal(refused?.status(), 503)
      await judge(page, /cannot be checked/, 'client-unavailable')
      document.isDown = false
      await page.goto(await pages.request({ client_id }))
      await pages.signIn(page)
      assert.match((await page.textContent('[role=note]')) ?? '', /published by/)
      await judge(page, /Allow access/, 'consent-published')
    })

    test('consent where the answer goes to an app on the device', async () => {
      const page = await pages.openPage()
      const redirect_uri = 'com.example.app:/cb'
      await page.goto(
        await pages.request({ client_id: 'native', redirect_uri, scope: 'read:documents' }),
      )
      await pages.signIn(page)
      await page.waitForSelector('button[name=decision]')
      assert.match((await page.textContent('main')) ?? '', /com\.example\.app/)
      await judge(page, /Allow access/, 'consent-native')
    })

    test('a device that is denied, and one that somebody else was quicker about', async (t) => {
      const page = await pages.openPage()
      await page.goto(`${pages.line.issuer}/device`)
      await pages.signIn(page)
      const ask = async () => {
        await page.goto(`${pages.line.issuer}/device?user_code=${await pages.askForCode()}`)
        await page.click('button[type=submit]')
        await page.waitForSelector('button[name=decision]')
      }
      await ask()
      await page.click('button[value=deny]')
      await judge(page, /The device is denied/, 'device-denied')
      await ask()
      // The store says so of a decision that another one came before, between the look and the step.
      const { mock } = t.mock.method(
        pages.line.sallyport.store.devices,
        'decide',
        async () => false,
      )
      await page.click('button[value=allow]')
      await judge(page, /This code is over/, 'device-over')
      mock.restore()
    })

    test('a sign-in that is over, a form that was changed, and a sign-in that is asked for again', async () => {
      const page = await pages.openPage()
      await page.goto(await pages.request())
      await page.context().clearCookies()
      await pages.signIn(page)
      await judge(page, /This sign-in is over/, 'sign-in-over')
      await page.goto(await pages.request())
      // Through the debugger, which a page's CSP does not bind.
      await page.evaluate("document.querySelector('input[name=token]').value = 'another'")
      await pages.signIn(page)
      await judge(page, /This form cannot be accepted/, 'form-refused')
      await page.goto(await pages.request())
      await pages.signIn(page)
      await page.waitForSelector('button[name=decision]')
      await page.goto(await pages.request({ prompt: 'login' }))
      await page.waitForSelector('input[name=password]')
      await judge(page, /Sign in/, 'sign-in-again')
    })

    test('a fault, and an address that asks too often', async (t) => {
      const page = await pages.openPage()
      const { mock } = t.mock.method(pages.line.sallyport.store.clients, 'find', async () => {
        throw new Error('the store is gone')
      })
      const failed = await page.goto(await pages.request())
      assert.equal(failed?.status(), 503)
      await judge(page, /Something went wrong here/, 'fault')
      mock.restore()
      const address = `${pages.line.issuer}/grants`
      for (let round = 0; round < 24; round += 1) {
        const asked = Array.from({ length: 50 }, () => fetch(address, { redirect: 'manual' }))
        await Promise.all(asked.map(async (answer) => (await answer).arrayBuffer()))
      }
      const limited = await page.goto(address)
      assert.equal(limited?.status(), 429)
      await judge(page, /Too many requests/, 'too-many-requests')
    })
  })
}

/** A client's document on a free port, until the test is over; its host fails where it `isDown`. */
async function publishDocument(t: TestContext, redirectUri: string) {
  const server = createServer((request, response) => {
    response.statusCode = document.isDown ? 503 : 200
    response.setHeader('content-type', 'application/json')
    const client_id = new URL(request.url ?? '', document.url).href
    response.end(
      JSON.stringify({ client_id, client_name: 'The published', redirect_uris: [redirectUri] }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const document = { url: `http://127.0.0.1:${port}/client.json`, isDown: false }
  return document
}
