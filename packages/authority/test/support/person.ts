import { createHash, randomBytes } from 'node:crypto'
import type { Bench } from './open-authority.ts'
import { documentsApi, issuer, password, redirectUri } from './open-authority.ts'

/** Changes to a request's parameters: undefined leaves one out, a list repeats it. */
export type Changes = Readonly<Record<string, string | readonly string[] | undefined>>

/** Applies changes to a baseline. */
export function withChanges(baseline: Readonly<Record<string, string>>, changes: Changes) {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...baseline, ...changes })) {
    for (const one of value === undefined ? [] : [value].flat()) parameters.append(name, one)
  }
  return parameters
}

export const verifier = 'verifier-verifier-verifier-verifier-verifier-1'
export const challengeOf = (text: string) => createHash('sha256').update(text).digest('base64url')

/** An authorization request that is known to succeed, with changes (STANDARDS.md §0: `AZ(…)`). */
export function authorizeUrl(changes: Changes = {}): string {
  const parameters = withChanges(
    {
      response_type: 'code',
      client_id: 'app',
      redirect_uri: redirectUri,
      scope: 'read:documents',
      state: 'the state',
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
      resource: documentsApi,
    },
    changes,
  )
  return `${issuer}/authorize?${parameters}`
}

/** Makes the person be asked again by every client. */
export async function forgetConsents(bench: Bench, subject = 'user-alice'): Promise<void> {
  for (const { clientId } of await bench.store.consents.listBySubject(subject)) {
    await bench.store.consents.remove(subject, clientId)
  }
}

/** A person with a browser: cookies, no scripts, redirects followed only when told to. */
export class Person {
  readonly cookies = new Map<string, string>()
  readonly #bench: Bench
  readonly address: string

  constructor(bench: Bench, address = '203.0.113.7') {
    this.#bench = bench
    this.address = address
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.cookies.size > 0 && !headers.has('cookie')) {
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    }
    const request = new Request(new URL(url, issuer), { ...init, headers, redirect: 'manual' })
    const response = await this.#bench.authority.fetch(request, {
      peer: { address: this.address },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const [name = '', value = ''] = pair.split('=')
      this.cookies.set(name, value)
    }
    return response
  }

  /** Opens an authorization request and arrives at the first page; undefined if it leads elsewhere. */
  async open(changes: Changes = {}): Promise<Page> {
    return this.follow(await this.fetch(authorizeUrl(changes)))
  }

  /** Follows redirects on our own host to the page they end at. */
  async follow(response: Response): Promise<Page> {
    let current = response
    let location = current.headers.get('location')
    while (location !== null && new URL(location, issuer).origin === issuer) {
      current = await this.fetch(location)
      location = current.headers.get('location')
    }
    return readPage(current)
  }

  /** Submits the form of a page. */
  async submit(page: Page, fields: Changes, headers: Record<string, string> = {}) {
    return this.fetch(page.action, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: withChanges(page.hidden, fields),
    })
  }

  /** Signs in at a sign-in page and arrives at the next one. */
  async signIn(page: Page, username = 'alice', typed = password): Promise<Page> {
    return this.follow(await this.submit(page, { username, password: typed }))
  }

  /** The whole way: authorize, sign in and allow where asked. The parameters sent to the client. */
  async grant(changes: Changes = {}, username = 'alice'): Promise<URLSearchParams> {
    const first = await this.open(changes)
    const page = first.action.includes('/sign-in') ? await this.signIn(first, username) : first
    if (page.location !== null) return answerOf(page.response)
    return answerOf(await this.submit(page, { decision: 'allow' }))
  }

  /** The whole way to a code. */
  async code(changes: Changes = {}, username = 'alice'): Promise<string> {
    const code = (await this.grant(changes, username)).get('code')
    if (code === null) throw new Error('no code was issued')
    return code
  }
}

export interface Page {
  readonly status: number
  readonly response: Response
  readonly text: string
  /** Where the form goes; empty if there is no form. */
  readonly action: string
  readonly hidden: Readonly<Record<string, string>>
  /** Where the response redirects to, if it does. */
  readonly location: string | null
}

async function readPage(response: Response): Promise<Page> {
  const text = await response.text()
  const hidden: Record<string, string> = {}
  for (const match of text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)) {
    hidden[match[1] ?? ''] = match[2] ?? ''
  }
  return {
    status: response.status,
    response,
    text,
    action: /<form method="post" action="([^"]*)">/.exec(text)?.[1] ?? '',
    hidden,
    location: response.headers.get('location'),
  }
}

/** The parameters of an authorization response. */
export function answerOf(response: Response): URLSearchParams {
  const location = response.headers.get('location')
  if (location === null) throw new Error(`no redirect: ${response.status}`)
  return new URLSearchParams(location.slice(location.indexOf('?')))
}

/** A token request that is known to succeed once, with changes (STANDARDS.md §0: `TK(…)`). */
export async function tokenRequest(
  bench: Bench,
  changes: Changes,
  init: { headers?: Record<string, string>; address?: string; method?: string; url?: string } = {},
): Promise<{ status: number; body: Record<string, unknown>; response: Response }> {
  const parameters = withChanges(
    { grant_type: 'authorization_code', client_id: 'app', code_verifier: verifier },
    changes,
  )
  const method = init.method ?? 'POST'
  const request = new Request(`${issuer}${init.url ?? '/token'}`, {
    method,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...init.headers },
    ...(method === 'POST' ? { body: parameters } : {}),
  })
  const peer = { address: init.address ?? '203.0.113.7' }
  const response = await bench.authority.fetch(request, { peer })
  const text = await response.clone().text()
  return { status: response.status, body: text === '' ? {} : JSON.parse(text), response }
}

/** A refresh request (`TK-rt`). */
export function refreshRequest(bench: Bench, refreshToken: unknown, changes: Changes = {}) {
  return tokenRequest(bench, {
    grant_type: 'refresh_token',
    code_verifier: undefined,
    refresh_token: String(refreshToken),
    ...changes,
  })
}

/** `Authorization: Basic` of a client. */
export function basic(clientId: string, secret: string): Record<string, string> {
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

export const randomText = () => randomBytes(16).toString('base64url')
