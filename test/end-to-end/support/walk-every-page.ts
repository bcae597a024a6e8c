import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as openid from 'openid-client'
import type { Browser, Page } from 'playwright-core'
import { chromiumMissing, launchChromium } from '../../support/chromium.ts'
import { judgePage } from './judge-page.ts'
import { type Line, password, startLine } from './start-line.ts'
import { startSite } from './start-site.ts'

/**
 * Walks through every page at a width and judges each; what the keyboard does is the same at every width, and
 * is looked at where asked for.
 */
export function walkEveryPage(width: number, options: { readonly withKeyboard: boolean }): void {
  describe(`every page, ${width} pixels wide`, { skip: chromiumMissing() }, () => {
    let browser: Browser
    let line: Line
    let site: Awaited<ReturnType<typeof startSite>>
    before(async () => {
      browser = await launchChromium()
      site = await startSite('127.0.0.1')
      line = await startLine({
        redirectUris: ['http://127.0.0.1/cb'],
        settings: { registration: { open: true, scope: 'openid read:documents' } },
        clients: [
          {
            client_id: 'leaving',
            redirect_uris: ['http://127.0.0.1/cb'],
            post_logout_redirect_uris: [`http://127.0.0.1:${site.port}/bye`],
          },
          {
            client_id: 'tv',
            client_name: 'The TV',
            grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
            scope: 'read:documents',
          },
        ],
      })
    })
    after(async () => {
      await browser?.close()
      await line?.stop()
      site?.close()
    })

    async function openPage(): Promise<Page> {
      const context = await browser.newContext({ viewport: { width, height: 800 } })
      return context.newPage()
    }

    async function request(changes: Record<string, string> = {}): Promise<string> {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: 'public',
        redirect_uri: `http://127.0.0.1:${site.port}/cb`,
        scope: 'openid read:documents',
        resource: line.api,
        code_challenge: await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier()),
        code_challenge_method: 'S256',
        ...changes,
      })
      return `${line.issuer}/authorize?${query}`
    }

    async function signIn(page: Page, username = 'alice', typed = password): Promise<void> {
      await page.fill('input[name=username]', username)
      await page.fill('input[name=password]', typed)
      await page.click('button[type=submit]')
    }

    test('sign-in and consent are accessible and fit', async () => {
      const page = await openPage()
      await page.goto(await request({ redirect_uri: 'https://attacker.example/cb' }))
      await judgePage(page, 'refused')
      await page.goto(await request())
      await judgePage(page, 'sign-in')
      await signIn(page, 'alice', 'not the password')
      await judgePage(page, 'sign-in-failed')
      await signIn(page)
      await page.waitForSelector('button[name=decision]')
      await judgePage(page, 'consent')
    })

    test("the pages of one's own account are accessible and fit", async () => {
      const page = await openPage()
      await page.goto(`${line.issuer}/grants`)
      await signIn(page, 'bob')
      await judgePage(page, 'grants-none')
      await page.goto(await request())
      await page.click('button[value=allow]')
      await page.waitForURL('http://127.0.0.1:*/cb?code=**')
      await page.goto(`${line.issuer}/grants`)
      assert.match((await page.textContent('main')) ?? '', /read:documents/)
      await judgePage(page, 'grants')
      await page.click('section button')
      assert.match((await page.textContent('[role=status]')) ?? '', /Done/)
      await judgePage(page, 'grants-taken-back')
      await page.goto(`${line.issuer}/grants/password`)
      await judgePage(page, 'password')
      await page.fill('input[name=current_password]', 'not the password')
      await page.fill('input[name=new_password]', 'five hundred small boats')
      await page.fill('input[name=new_password_again]', 'five hundred small boats')
      await page.click('button[type=submit]')
      assert.match((await page.textContent('[role=alert]')) ?? '', /was not right/)
      await judgePage(page, 'password-wrong')
    })

    test('allowing a device is accessible and fits', async () => {
      const page = await openPage()
      const userCode = await askForCode()
      await page.goto(`${line.issuer}/device`)
      await signIn(page)
      await judgePage(page, 'device')
      await page.fill('input[name=user_code]', 'BBBB-BBBB')
      await page.keyboard.press('Enter')
      assert.match((await page.textContent('[role=alert]')) ?? '', /No device waits/)
      await judgePage(page, 'device-unknown')
      await page.goto(`${line.issuer}/device?user_code=${userCode}`)
      await judgePage(page, 'device-filled-in')
      // Nothing else is focused: the code is there, and only has to be sent.
      await page.keyboard.press('Enter')
      await page.waitForSelector('button[name=decision]')
      assert.match((await page.textContent('main')) ?? '', new RegExp(userCode))
      await judgePage(page, 'device-asked')
      await page.click('button[value=allow]')
      assert.match((await page.textContent('h1')) ?? '', /The device is allowed/)
      await judgePage(page, 'device-allowed')
    })

    test('consent for a client that nobody vouches for is accessible and fits', async () => {
      const page = await openPage()
      const redirect_uri = `http://127.0.0.1:${site.port}/cb`
      const response = await fetch(`${line.issuer}/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_name: 'Stranger', redirect_uris: [redirect_uri] }),
      })
      const { client_id } = (await response.json()) as { client_id: string }
      await page.goto(await request({ client_id }))
      await signIn(page)
      assert.match((await page.textContent('[role=note]')) ?? '', /registered itself/)
      await judgePage(page, 'consent-registered')
    })

    async function askForCode(): Promise<string> {
      const body = new URLSearchParams({ client_id: 'tv', resource: line.api })
      const response = await fetch(`${line.issuer}/device/authorize`, { method: 'POST', body })
      const { user_code } = (await response.json()) as { user_code: string }
      return user_code
    }

    test('signing out is accessible and fits', async () => {
      const page = await openPage()
      await page.goto(`${line.issuer}/grants`)
      await signIn(page)
      await page.goto(`${line.issuer}/logout?client_id=leaving`)
      await judgePage(page, 'logout')
      await page.click('button[value=stay]')
      await judgePage(page, 'logout-stayed')
      await page.goto(`${line.issuer}/logout`)
      await page.click('button[value=sign-out]')
      assert.match((await page.textContent('h1')) ?? '', /You are signed out/)
      await judgePage(page, 'logout-done')
      await page.goto(`${line.issuer}/logout?id_token_hint=nonsense`)
      await judgePage(page, 'logout-refused')
    })

    if (!options.withKeyboard) return

    test('LOGOUT-01 a person signs out with the keyboard alone, and the form leads back to the client', async () => {
      const page = await openPage()
      await page.goto(`${line.issuer}/grants`)
      await signIn(page)
      const query = new URLSearchParams({
        client_id: 'leaving',
        post_logout_redirect_uri: `http://127.0.0.1:${site.port}/bye`,
        state: 'the state',
      })
      await page.goto(`${line.issuer}/logout?${query}`)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.waitForURL(`http://127.0.0.1:${site.port}/bye?state=the%20state`)
      await page.goto(`${line.issuer}/grants`)
      await page.waitForSelector('input[name=password]')
    })

    test('a person changes the password with the keyboard alone, and signs in with it', async () => {
      const page = await openPage()
      await page.goto(`${line.issuer}/grants/password`)
      await signIn(page, 'carol')
      await page.focus('input[name=current_password]')
      for (const typed of [password, 'five hundred small boats', 'five hundred small boats']) {
        await page.keyboard.type(typed)
        await page.keyboard.press('Tab')
      }
      await page.keyboard.press('Enter')
      await page.waitForSelector('[role=status]')
      await judgePage(page, 'password-changed')
      line.clock.advanceSeconds(1)
      await page.focus('a')
      await page.keyboard.press('Enter')
      await page.waitForSelector('input[name=username]')
      await signIn(page, 'carol', 'five hundred small boats')
      assert.match((await page.textContent('main')) ?? '', /Signed in as carol/)
    })
  })
}
