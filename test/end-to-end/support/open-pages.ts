import * as openid from 'openid-client'
import type { Page } from 'playwright-core'
import { launchChromium } from '../../support/chromium.ts'
import { type Line, password, startLine } from './start-line.ts'
import { startSite } from './start-site.ts'

/** The authority's pages in a browser of one width, and a client's site to come back to. */
export interface Pages {
  readonly line: Line
  /** Where the clients have their redirect URI. */
  readonly site: string
  /** A page of a browser that nobody has signed in with. */
  openPage(): Promise<Page>
  /** The address at which a client asks for a code. */
  request(changes?: Record<string, string>): Promise<string>
  signIn(page: Page, username?: string, typed?: string): Promise<void>
  /** Registers a client, and says its id. */
  register(): Promise<string>
  /** Asks for a device's codes, and says the one for the person. */
  askForCode(): Promise<string>
  close(): Promise<void>
}

/** Starts the authority with a client of each kind that its pages tell apart, and the browser. */
export async function openPages(width: number): Promise<Pages> {
  const browser = await launchChromium()
  const server = await startSite('127.0.0.1')
  const site = `http://127.0.0.1:${server.port}`
  const policy = { scope: 'openid read:documents' }
  const line = await startLine({
    redirectUris: ['http://127.0.0.1/cb'],
    settings: { registration: { open: true, ...policy }, clientIdMetadataDocuments: policy },
    clients: [
      {
        client_id: 'leaving',
        redirect_uris: ['http://127.0.0.1/cb'],
        post_logout_redirect_uris: [`${site}/bye`],
      },
      {
        client_id: 'native',
        client_name: 'The app on the phone',
        redirect_uris: ['com.example.app:/cb'],
        token_endpoint_auth_method: 'none',
        scope: 'read:documents',
      },
      {
        client_id: 'tv',
        client_name: 'The TV',
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
        scope: 'read:documents',
      },
    ],
  })

  return {
    line,
    site,
    openPage: async () => {
      const context = await browser.newContext({ viewport: { width, height: 800 } })
      return context.newPage()
    },
    request: async (changes = {}) => {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: 'public',
        redirect_uri: `${site}/cb`,
        scope: 'openid read:documents',
        resource: line.api,
        code_challenge: await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier()),
        code_challenge_method: 'S256',
        ...changes,
      })
      return `${line.issuer}/authorize?${query}`
    },
    signIn: async (page, username = 'alice', typed = password) => {
      await page.fill('input[name=username]', username)
      await page.fill('input[name=password]', typed)
      await page.click('button[type=submit]')
    },
    register: async () => {
      const response = await fetch(`${line.issuer}/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_name: 'Stranger', redirect_uris: [`${site}/cb`] }),
      })
      const { client_id } = (await response.json()) as { client_id: string }
      return client_id
    },
    askForCode: async () => {
      const body = new URLSearchParams({ client_id: 'tv', resource: line.api })
      const response = await fetch(`${line.issuer}/device/authorize`, { method: 'POST', body })
      const { user_code } = (await response.json()) as { user_code: string }
      return user_code
    },
    close: async () => {
      await browser.close()
      await line.stop()
      server.close()
    },
  }
}
