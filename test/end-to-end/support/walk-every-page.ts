import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { chromiumMissing } from '../../support/chromium.ts'
import { judgePage } from './judge-page.ts'
import { openPages, type Pages } from './open-pages.ts'

/** Walks through every page that people come by every day, at a width, and judges each. */
export function walkEveryPage(width: number): void {
  describe(`every page, ${width} pixels wide`, { skip: chromiumMissing() }, () => {
    let pages: Pages
    before(async () => {
      pages = await openPages(width)
    })
    after(() => pages?.close())

    test('sign-in and consent are accessible and fit', async () => {
      const page = await pages.openPage()
      await page.goto(await pages.request({ redirect_uri: 'https://attacker.example/cb' }))
      await judgePage(page, 'refused')
      await page.goto(await pages.request())
      await judgePage(page, 'sign-in')
      await pages.signIn(page, 'alice', 'not the password')
      await judgePage(page, 'sign-in-failed')
      await pages.signIn(page)
      await page.waitForSelector('button[name=decision]')
      await judgePage(page, 'consent')
    })

    test("the pages of one's own account are accessible and fit", async () => {
      const page = await pages.openPage()
      await page.goto(`${pages.line.issuer}/grants`)
      await pages.signIn(page, 'bob')
      await judgePage(page, 'grants-none')
      await page.goto(await pages.request())
      await page.click('button[value=allow]')
      await page.waitForURL('http://127.0.0.1:*/cb?code=**')
      await page.goto(`${pages.line.issuer}/grants`)
      assert.match((await page.textContent('main')) ?? '', /read:documents/)
      await judgePage(page, 'grants')
      await page.click('section button')
      assert.match((await page.textContent('[role=status]')) ?? '', /Done/)
      await judgePage(page, 'grants-taken-back')
      await page.goto(`${pages.line.issuer}/grants/password`)
      await judgePage(page, 'password')
      await page.fill('input[name=current_password]', 'not the password')
      await page.fill('input[name=new_password]', 'five hundred small boats')
      await page.fill('input[name=new_password_again]', 'five hundred small boats')
      await page.click('button[type=submit]')
      assert.match((await page.textContent('[role=alert]')) ?? '', /was not right/)
      await judgePage(page, 'password-wrong')
    })

    test('allowing a device is accessible and fits', async () => {
      const page = await pages.openPage()
      const userCode = await pages.askForCode()
      await page.goto(`${pages.line.issuer}/device`)
      await pages.signIn(page)
      await judgePage(page, 'device')
      await page.fill('input[name=user_code]', 'BBBB-BBBB')
      await page.keyboard.press('Enter')
      assert.match((await page.textContent('[role=alert]')) ?? '', /No device waits/)
      await judgePage(page, 'device-unknown')
      await page.goto(`${pages.line.issuer}/device?user_code=${userCode}`)
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
      const page = await pages.openPage()
      const client_id = await pages.register()
      await page.goto(await pages.request({ client_id }))
      await pages.signIn(page)
      assert.match((await page.textContent('[role=note]')) ?? '', /registered itself/)
      await judgePage(page, 'consent-registered')
    })

    test('signing out is accessible and fits', async () => {
      const page = await pages.openPage()
      await page.goto(`${pages.line.issuer}/grants`)
      await pages.signIn(page)
      await page.goto(`${pages.line.issuer}/logout?client_id=leaving`)
      await judgePage(page, 'logout')
      await page.click('button[value=stay]')
      await judgePage(page, 'logout-stayed')
      await page.goto(`${pages.line.issuer}/logout`)
      await page.click('button[value=sign-out]')
      assert.match((await page.textContent('h1')) ?? '', /You are signed out/)
      await judgePage(page, 'logout-done')
      await page.goto(`${pages.line.issuer}/logout?id_token_hint=nonsense`)
      await judgePage(page, 'logout-refused')
    })
  })
}
