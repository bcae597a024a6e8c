import { html } from 'hono/html'
import { type Html, renderPage } from '../pages/page.ts'
import { minPasswordCharacters } from '../users/password-rules.ts'

interface PasswordPage {
  readonly username: string
  /** What was wrong with the last try, for the person. */
  readonly problem?: string
  readonly base: string
  readonly formToken: string
  readonly nonce: string
}

/** The page on which a person changes their password. */
export function renderPasswordPage(page: PasswordPage): Promise<string> {
  return renderPage('Change your password', form(page), page.nonce)
}

function form(page: PasswordPage): Html {
  const problem =
    page.problem === undefined
      ? ''
      : html`<p class="error" role="alert" id="problem">${page.problem}</p>`
  return html`<h1>Change your password</h1>
<p>for <strong>${page.username}</strong>. Everything that is signed in as you will be signed out.</p>
${problem}
<form method="post" action="${page.base}/grants/password">
<input type="hidden" name="token" value="${page.formToken}">
<input type="hidden" name="username" value="${page.username}" autocomplete="username">
<label for="current_password">Password now</label>
<input id="current_password" name="current_password" type="password"
  autocomplete="current-password" maxlength="1024" required>
<label for="new_password">New password</label>
<input id="new_password" name="new_password" type="password" autocomplete="new-password"
  minlength="${minPasswordCharacters}" maxlength="1024" aria-describedby="rule" required>
<p id="rule">At least ${minPasswordCharacters} characters; a few words that only you would put together do well.</p>
<label for="new_password_again">New password, once more</label>
<input id="new_password_again" name="new_password_again" type="password"
  autocomplete="new-password" maxlength="1024" required>
<div class="actions"><button class="primary" type="submit">Change password</button></div>
</form>
<p><a href="${page.base}/grants">Back to your applications</a></p>`
}

/** The page after the change. */
export function renderPasswordChanged(base: string, nonce: string): Promise<string> {
  const body = html`<h1>Your password is changed</h1>
<p role="status">Everything that was signed in as you is signed out, this browser too.</p>
<p><a href="${base}/grants">Sign in with the new password</a></p>`
  return renderPage('Password changed', body, nonce)
}
