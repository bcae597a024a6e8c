import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { password, startLine } from '../test/end-to-end/support/start-line.ts'
import { chromiumMissing, launchChromium } from '../test/support/chromium.ts'

const library = fileURLToPath(import.meta.resolve('oidc-client-ts')).replace(
  /dist\/.*$/,
  'dist/browser/oidc-client-ts.min.js',
)

/** What the page of the browser client does; `settings` are put before it. */
const SCRIPT = `
const manager = new oidc.UserManager(settings)
const show = (text) => { document.body.id = 'done'; document.body.textContent = text }
const run = async () => {
  if (location.pathname === '/callback') {
    const user = await manager.signinCallback()
    const refreshed = await manager.signinSilent()
    return show(JSON.stringify({ profile: refreshed.profile, scope: user.scope }))
  }
  if (location.pathname === '/leave') return manager.signoutRedirect()
  if (location.pathname === '/bye') return show('signed out')
  return manager.signinRedirect()
}
run().catch((error) => show('failed: ' + error))
`

/** The browser client's own site, on a free port of loopback. */
async function startSite(t: TestContext, settingsFor: (site: string) => object) {
  const server = createServer((request, response) => {
    const isLibrary = request.url === '/oidc.js'
    response.setHeader('content-type', isLibrary ? 'text/javascript' : 'text/html')
    const settings = JSON.stringify(settingsFor(site))
    const page = `<!doctype html><script src="/oidc.js"></script><body><script>const settings = ${settings}\n${SCRIPT}</script>`
    response.end(isLibrary ? readFileSync(library) : page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return site
}

test('OIDC-01 CORS-01 oidc-client-ts signs a person in, refreshes, asks who it is and signs out', {
  skip: chromiumMissing(),
}, async (t) => {
  const authority = { issuer: '' }
  const site = await startSite(t, (address) => ({
    authority: authority.issuer,
    client_id: 'spa',
    redirect_uri: `${address}/callback`,
    post_logout_redirect_uri: `${address}/bye`,
    scope: 'openid profile email',
    loadUserInfo: true,
    automaticSilentRenew: false,
  }))
  const line = await startLine({
    clients: [
      {
        client_id: 'spa',
        redirect_uris: [`${site}/callback`],
        post_logout_redirect_uris: [`${site}/bye`],
        token_endpoint_auth_method: 'none',
        scope: 'openid profile email',
      },
    ],
  })
  t.after(() => line.stop())
  authority.issuer = line.issuer
  const browser = await launchChromium()
  t.after(() => browser.close())
  const page = await (await browser.newContext()).newPage()
  await page.goto(site)
  await page.fill('input[name=username]', 'alice')
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.click('button[value=allow]')
  await page.waitForSelector('body#done')
  const shown = JSON.parse((await page.textContent('body')) ?? '')
  assert.equal(shown.profile.sub, 'alice')
  assert.equal(shown.profile.email, 'alice@mail.example')
  assert.equal(shown.scope, 'openid profile email')

  await page.goto(`${site}/leave`)
  await page.waitForURL(`${site}/bye**`)
  await page.goto(site)
  await page.waitForSelector('input[name=password]')
})
