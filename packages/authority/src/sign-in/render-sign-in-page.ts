import { html } from 'hono/html'
import { type Html, renderPage } from '../pages/page.ts'

interface SignInPage {
  /** Where the person goes on to: the client's name, or a page of ours. */
  readonly destination: string
  readonly action: string
  readonly interactionId: string
  readonly formToken: string
  readonly failed?: SignInFailure
  /** What the client says the user name is. */
  readonly loginHint?: string
  readonly nonce: string
}

/** `revoked`: the password was right, and everything of the person ended at the same moment. */
export type SignInFailure = 'wrong' | 'revoked'

/** The sign-in page: a user name and a password, nothing that needs a script. */
export function renderSignInPage(page: SignInPage): Promise<string> {
  return renderPage('Sign in', body(page), page.nonce)
}

const FAILED = {
  wrong:
    'That did not work. Check the user name and the password. After several tries, wait a few minutes.',
  revoked: 'You were signed out everywhere just now. Wait a second, then sign in again.',
} as const satisfies Readonly<Record<SignInFailure, string>>

function body(page: SignInPage): Html {
  const { failed } = page
  const error =
    failed === undefined
      ? ''
      : html`<p class="error" role="alert" id="failed">${FAILED[failed]}</p>`
  return html`<h1>Sign in</h1>
<p>to go on to <strong>${page.destination}</strong></p>
${error}
<form method="post" action="${page.action}">
<input type="hidden" name="interaction" value="${page.interactionId}">
<input type="hidden" name="token" value="${page.formToken}">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none"
  spellcheck="false" maxlength="256" value="${page.loginHint ?? ''}" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"
  maxlength="1024" required>
<div class="actions"><button class="primary" type="submit">Sign in</button></div>
</form>`
}
