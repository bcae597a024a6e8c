import { html } from 'hono/html'
import type { ClientStanding } from '../clients/client-standing.ts'
import { type Html, renderPage } from '../pages/page.ts'
import type { DescribedScope } from './describe-scope.ts'
import { renderScope } from './render-scope.ts'

/** A page of the client's own. */
export interface ClientLink {
  readonly label: string
  readonly url: string
}

interface ConsentPage {
  readonly clientName: string
  readonly clientId: string
  readonly standing: ClientStanding
  readonly username: string
  readonly scope: readonly DescribedScope[]
  /** Where the client says more of itself; shown only of one that somebody here vouches for. */
  readonly links: readonly ClientLink[]
  readonly resources: readonly string[]
  /** Where the answer goes: the host of the redirect URI, or its scheme. */
  readonly destination: string
  readonly action: string
  readonly interactionId: string
  /** Comes back with the answer: of the client as this page shows it. */
  readonly clientDigest: string
  readonly formToken: string
  readonly nonce: string
}

/** The consent page: who asks, for what, on whose behalf, and where the answer goes. */
export function renderConsentPage(page: ConsentPage): Promise<string> {
  return renderPage('Allow access', body(page), page.nonce)
}

function body(page: ConsentPage): Html {
  return html`<h1>Allow access?</h1>
<p><strong>${page.clientName}</strong> (${page.clientId}) asks for access to
${page.resources.join(', ')} on behalf of <strong>${page.username}</strong>.</p>
${links(page)}
${renderScope(page.scope)}
<p>The answer goes to <strong>${page.destination}</strong>.</p>
${warning(page)}
<form method="post" action="${page.action}">
<input type="hidden" name="interaction" value="${page.interactionId}">
<input type="hidden" name="client" value="${page.clientDigest}">
<input type="hidden" name="token" value="${page.formToken}">
<div class="actions">
<button type="submit" name="decision" value="deny">Deny</button>
<button class="primary" type="submit" name="decision" value="allow">Allow</button>
</div>
</form>`
}

/** Security: whoever registers itself could lead the person anywhere from a page that they trust. */
function links({ standing, links: all }: ConsentPage): Html | '' {
  if (standing.kind !== 'vouched' || all.length === 0) return ''
  return html`<p>More about it: ${all.map(({ label, url }, i) => [i === 0 ? '' : ' · ', html`<a href="${url}" rel="noreferrer">${label}</a>`])}</p>`
}

/** What the person must know of a client for which nobody vouches. */
function warning({ standing, destination }: ConsentPage): Html | '' {
  if (standing.kind === 'vouched') return ''
  if (standing.kind === 'registered') {
    return html`<p class="caution" role="note">This application registered itself: nobody here has
checked its name. Allow it only if you expect your answer to go to <strong>${destination}</strong>.</p>`
  }
  const local = standing.isLocalOnly
    ? html` It runs on this device, where any program can pass for it: allow it only if you have just
started it yourself.`
    : ''
  return html`<p class="caution" role="note">This application is published by
<strong>${standing.host}</strong>; nobody here has checked its name.${local}</p>`
}
