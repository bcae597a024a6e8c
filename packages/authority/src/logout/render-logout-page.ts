import { html } from 'hono/html'
import { type Html, renderPage } from '../pages/page.ts'

interface LogoutPage {
  readonly username: string
  /** Absent: no client that we know asks. */
  readonly clientName?: string
  readonly action: string
  readonly formToken: string
  /** What the request said, to be judged again. */
  readonly fields: Readonly<Record<string, string>>
  readonly nonce: string
}

/** The page that asks whether the person wants to be signed out. */
export function renderLogoutPage(page: LogoutPage): Promise<string> {
  return renderPage('Sign out', body(page), page.nonce)
}

function body(page: LogoutPage): Html {
  const asks =
    page.clientName === undefined
      ? ''
      : html`<p><strong>${page.clientName}</strong> asks to sign you out.</p>`
  const fields = Object.entries(page.fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return html`<h1>Sign out?</h1>
${asks}
<p>You are signed in as <strong>${page.username}</strong>. Applications that you signed in to from this
browser will be told.</p>
<form method="post" action="${page.action}">
<input type="hidden" name="token" value="${page.formToken}">
${fields}
<div class="actions">
<button type="submit" name="decision" value="stay">Stay signed in</button>
<button class="primary" type="submit" name="decision" value="sign-out">Sign out</button>
</div>
</form>`
}
