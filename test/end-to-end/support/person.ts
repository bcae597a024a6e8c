import { password } from './start-line.ts'

/** A person with a browser without scripts, over real HTTP. */
export class Person {
  readonly #cookies = new Map<string, string>()

  async open(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...Object.fromEntries(new Headers(init.headers)), cookie }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }

  /** Signs in, allows where asked, and arrives at the client's callback. */
  async allow(url: URL, username = 'alice'): Promise<URL> {
    const signIn = await this.#follow(await this.open(url))
    const consent = await this.#follow(await this.#submit(signIn, { username, password }))
    const isAsked = consent.headers.get('location') === null
    const answer = isAsked ? await this.#submit(consent, { decision: 'allow' }) : consent
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`no redirect: ${answer.status}`)
    return new URL(location)
  }

  /** Signs in at the device page and allows the device of a code; what the last page says. */
  async allowDevice(url: URL, userCode: string, username = 'alice'): Promise<string> {
    const signIn = await this.#follow(await this.open(url))
    const page = await this.#follow(await this.#submit(signIn, { username, password }))
    const shown = await this.#submit(page, { user_code: userCode })
    return (await this.#submit(shown, { decision: 'allow' })).text()
  }

  /** Signs out on the authority's own page. */
  async signOut(url: URL): Promise<Response> {
    return this.#submit(await this.open(url), { decision: 'sign-out' })
  }

  /** Follows redirects as far as they stay on one host. */
  async #follow(response: Response): Promise<Response> {
    let current = response
    for (;;) {
      const location = current.headers.get('location')
      if (location === null) return current
      const next = new URL(location, current.url)
      if (next.origin !== new URL(current.url).origin) return current
      current = await this.open(next)
    }
  }

  async #submit(page: Response, fields: Readonly<Record<string, string>>): Promise<Response> {
    const text = await page.text()
    const action = /<form method="post" action="([^"]*)">/.exec(text)?.[1] ?? ''
    const hidden = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)]
    const body = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]))
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    return this.open(new URL(action, page.url), { method: 'POST', body })
  }
}
