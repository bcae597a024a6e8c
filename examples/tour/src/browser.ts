/** What a person's browser does at the authority: keeps cookies, follows redirects, submits forms. */
export class Browser {
  readonly #cookies = new Map<string, string>()

  async open(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }

  /** Follows redirects within one origin, to a page or to the redirect that leaves it. */
  async follow(response: Response): Promise<Response> {
    let current = response
    for (;;) {
      const location = current.headers.get('location')
      const next = location === null ? undefined : new URL(location, current.url)
      if (next === undefined || next.origin !== new URL(current.url).origin) return current
      current = await this.open(next)
    }
  }

  /** Fills in the form of a page and submits it; the page's hidden fields go along. */
  async submit(page: Response, fields: Readonly<Record<string, string>>): Promise<Response> {
    const text = await page.text()
    const action = /<form method="post" action="([^"]*)">/.exec(text)?.[1]
    if (action === undefined) throw new Error(`no form at ${page.url} (${page.status})`)
    const hidden = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)]
    const body = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]))
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    return this.open(new URL(action, page.url), { method: 'POST', body })
  }
}
