/** A person with a browser: signs in where a page asks for a name, and allows what is asked. */
export class Person {
  readonly #cookies = new Map<string, string>()
  readonly #password: string

  constructor(password: string) {
    this.#password = password
  }

  /** Answers an authorization request; the address to which the client is called back. */
  async allow(url: URL): Promise<URL> {
    let response = await this.#open(url)
    for (;;) {
      const location = response.headers.get('location')
      const next = location === null ? undefined : new URL(location, response.url)
      if (next !== undefined && next.origin !== url.origin) return next
      response = next === undefined ? await this.#fillIn(response) : await this.#open(next)
    }
  }

  async #fillIn(page: Response): Promise<Response> {
    const text = await page.text()
    const action = /<form method="post" action="([^"]*)">/.exec(text)?.[1]
    if (action === undefined) throw new Error(`no form at ${page.url} (${page.status})`)
    const hidden = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)]
    const body = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]))
    if (text.includes('name="password"')) {
      body.set('username', 'alice')
      body.set('password', this.#password)
    } else body.set('decision', 'allow')
    return this.#open(new URL(action, page.url), { method: 'POST', body })
  }

  async #open(url: URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { ...init, headers: { cookie }, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }
}
