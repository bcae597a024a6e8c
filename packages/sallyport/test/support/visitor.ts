import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'

export const redirectUri = 'https://app.example/callback'

/** What a token request was answered. */
export interface Tokens {
  readonly access_token: string
  readonly refresh_token?: string
}

/** What the token endpoint answers a form; it must be tokens. */
export async function askForTokens(
  issuer: string,
  form: Readonly<Record<string, string>>,
): Promise<Tokens> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  const text = await response.text()
  assert.equal(response.status, 200, text)
  return JSON.parse(text)
}

/** What a token says. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

interface SignIn {
  readonly username: string
  readonly password: string
  readonly client: string
  readonly resource: string
  readonly scope: string
}

/** Signs a person in at a public client over HTTP, allows what it asks, and answers its tokens. */
export async function signIn(issuer: string, asked: SignIn): Promise<Tokens> {
  const { username, password, client, resource, scope } = asked
  const cookies = new Map<string, string>()
  const open = async (url: string | URL, body?: URLSearchParams): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const sent = body === undefined ? {} : { method: 'POST', body }
    const response = await fetch(url, { ...sent, headers: { cookie }, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    const isOurs = location !== null && new URL(location, issuer).origin === new URL(issuer).origin
    return isOurs ? open(new URL(location, issuer)) : response
  }
  const submit = async (page: Response, fields: Readonly<Record<string, string>>) => {
    const text = await page.text()
    const action = /<form method="post" action="([^"]*)">/.exec(text)?.[1] ?? ''
    const hidden = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)]
    const body = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]))
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    return open(new URL(action, page.url), body)
  }
  const verifier = 'verifier-verifier-verifier-verifier-verifier-1'
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: redirectUri,
    scope,
    resource,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  let page = await submit(await open(`${issuer}/authorize?${query}`), { username, password })
  if (page.status === 200) page = await submit(page, { decision: 'allow' })
  const code = new URL(page.headers.get('location') ?? '').searchParams.get('code')
  return askForTokens(issuer, {
    grant_type: 'authorization_code',
    client_id: client,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    code: code ?? '',
  })
}
