import { html } from 'hono/html'
import type { ClientStanding } from '../clients/client-standing.ts'
import type { DescribedScope } from '../consent/describe-scope.ts'
import { renderScope } from '../consent/render-scope.ts'
import { type Html, renderPage } from '../pages/page.ts'

interface UserCodePage {
  readonly username: string
  /** To be filled in: `WDJB-MJHT`. */
  readonly userCode?: string
  readonly failed?: 'unknown' | 'held_back'
  readonly action: string
  readonly formToken: string
  readonly nonce: string
}

const FAILED = {
  unknown: 'No device waits under this code. Check it, or start again on the device.',
  held_back: 'Too many wrong codes. Wait a few minutes, then try again.',
} as const

/** The page where a person types the code that a device shows. */
export function renderUserCodePage(page: UserCodePage): Promise<string> {
  const error =
    page.failed === undefined
      ? ''
      : html`<p class="error" role="alert" id="failed">${FAILED[page.failed]}</p>`
  const body = html`<h1>Connect a device</h1>
<p>Signed in as <strong>${page.username}</strong>. Type the code that your device shows.</p>
${error}
<form method="post" action="${page.action}">
<input type="hidden" name="token" value="${page.formToken}">
<label for="user_code">Code</label>
<input id="user_code" name="user_code" autocomplete="off" autocapitalize="characters"
  spellcheck="false" maxlength="32" value="${page.userCode ?? ''}" required autofocus>
<div class="actions"><button class="primary" type="submit">Continue</button></div>
</form>`
  return renderPage('Connect a device', body, page.nonce)
}

interface AllowDevicePage {
  readonly clientName: string
  readonly clientId: string
  readonly standing: ClientStanding
  readonly username: string
  readonly userCode: string
  readonly scope: readonly DescribedScope[]
  readonly resources: readonly string[]
  readonly action: string
  readonly formToken: string
  /** Says for which code the decision counts. */
  readonly shownToken: string
  readonly nonce: string
}

/**
 * The page that says which device a code belongs to. Security: whoever sends somebody else's code to a
 * person hopes for this click, so the page says when to deny (RFC 8628 §5.4).
 */
export function renderAllowDevicePage(page: AllowDevicePage): Promise<string> {
  const body = html`<h1>Allow a device?</h1>
<p><strong>${page.clientName}</strong> (${page.clientId}) asks for access to
${page.resources.join(', ')} on behalf of <strong>${page.username}</strong>, on a device that shows the
code <strong>${page.userCode}</strong>.</p>
${renderScope(page.scope)}
<p class="caution" role="note">The device will be able to act for you from wherever it is. Allow it only if
it is in front of you and shows this code. If somebody sent you the code or a link to this page,
deny.${unverified(page.standing)}</p>
<form method="post" action="${page.action}">
<input type="hidden" name="token" value="${page.formToken}">
<input type="hidden" name="shown" value="${page.shownToken}">
<input type="hidden" name="user_code" value="${page.userCode}">
<div class="actions">
<button type="submit" name="decision" value="deny">Deny</button>
<button class="primary" type="submit" name="decision" value="allow">Allow</button>
</div>
</form>`
  return renderPage('Allow a device', body, page.nonce)
}

function unverified(standing: ClientStanding): Html | '' {
  if (standing.kind === 'vouched') return ''
  if (standing.kind === 'registered') {
    return html` The application registered itself: nobody here has checked its name.`
  }
  return html` The application is published by <strong>${standing.host}</strong>; nobody here has
checked its name.`
}
