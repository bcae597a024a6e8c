import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { judgePage } from '../test/end-to-end/support/judge-page.ts'
import { openPages, type Pages } from '../test/end-to-end/support/open-pages.ts'
import { password } from '../test/end-to-end/support/start-line.ts'
import { chromiumMissing } from '../test/support/chromium.ts'

describe('with the keyboard alone', { skip: chromiumMissing() }, () => {
  let pages: Pages
  before(async () => {
    pages = await openPages(375)
  })
  after(() => pages?.close())

  test('LOGOUT-01 a person signs out with the keyboard alone, and the form leads back to the client', async () => {
    const page = await pages.openPage()
    await page.goto(`${pages.line.issuer}/grants`)
    await pages.signIn(page)
    const query = new URLSearchParams({
      client_id: 'leaving',
      post_logout_redirect_uri: `${pages.site}/bye`,
      state: 'the state',
    })
    await page.goto(`${pages.line.issuer}/logout?${query}`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${pages.site}/bye?state=the%20state`)
    await page.goto(`${pages.line.issuer}/grants`)
    await page.waitForSelector('input[name=password]')
  })

  test('a person changes the password with the keyboard alone, and signs in with it', async () => {
    const page = await pages.openPage()
    await page.goto(`${pages.line.issuer}/grants/password`)
    await pages.signIn(page, 'carol')
    await page.focus('input[name=current_password]')
    for (const typed of [password, 'five hundred small boats', 'five hundred small boats']) {
      await page.keyboard.type(typed)
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=status]')
    await judgePage(page, 'password-changed')
    pages.line.clock.advanceSeconds(1)
    await page.focus('a')
    await page.keyboard.press('Enter')
    await page.waitForSelector('input[name=username]')
    await pages.signIn(page, 'carol', 'five hundred small boats')
    assert.match((await page.textContent('main')) ?? '', /Signed in as carol/)
  })

  test('a person takes back what an application was allowed', async () => {
    const page = await pages.openPage()
    await page.goto(await pages.request())
    await pages.signIn(page, 'bob')
    await press(page, 'Allow')
    await page.waitForURL(`${pages.site}/cb?code=**`)
    await page.goto(`${pages.line.issuer}/grants`)
    await press(page, 'Take back from public')
    assert.match((await page.textContent('[role=status]')) ?? '', /Done/)
    assert.match((await page.textContent('main')) ?? '', /No application can act for you/)
  })

  for (const [choice, title] of [
    ['Allow', /The device is allowed/],
    ['Deny', /The device is denied/],
  ] as const) {
    test(`a person answers a device: ${choice}`, async () => {
      const page = await pages.openPage()
      await page.goto(`${pages.line.issuer}/device`)
      await pages.signIn(page)
      // The field for the code is where the cursor is.
      await page.waitForSelector('input[name=user_code]:focus')
      await page.keyboard.type(await pages.askForCode())
      await page.keyboard.press('Enter')
      await page.waitForSelector('button[name=decision]')
      await press(page, choice)
      assert.match((await page.textContent('h1')) ?? '', title)
    })
  }

  for (const [choice, answer] of [
    ['Allow', 'code=**'],
    ['Deny', 'error=access_denied**'],
  ] as const) {
    test(`a person answers a client that nobody vouches for: ${choice}`, async () => {
      const page = await pages.openPage()
      await page.goto(await pages.request({ client_id: await pages.register() }))
      await pages.signIn(page)
      await page.waitForSelector('[role=note]')
      await press(page, choice)
      await page.waitForURL(`${pages.site}/cb?${answer}`)
    })
  }
})

/** Goes from control to control to the button of this name, and presses it. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true })
  await button.waitFor()
  for (let tabs = 0; tabs < 12; tabs += 1) {
    await page.keyboard.press('Tab')
    if (await button.evaluate((element) => element === element.ownerDocument.activeElement)) {
      await page.keyboard.press('Enter')
      return
    }
  }
  assert.fail(`no way to \`${name}\` by the Tab key`)
}
