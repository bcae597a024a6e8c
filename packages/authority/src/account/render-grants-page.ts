import { html } from 'hono/html'
import { type Html, renderPage } from '../pages/page.ts'
import type { GrantedClient } from './granted-clients.ts'

interface GrantsPage {
  readonly username: string
  readonly clients: readonly GrantedClient[]
  /** The person has just taken something back. */
  readonly hasRevoked: boolean
  /** The path below which the endpoints lie. */
  readonly base: string
  readonly formToken: string
  readonly nonce: string
}

/** The page of what a person has granted: a section a client, each with a button that takes it back. */
export function renderGrantsPage(page: GrantsPage): Promise<string> {
  return renderPage('Your applications', body(page), page.nonce)
}

function body(page: GrantsPage): Html {
  const done = page.hasRevoked
    ? html`<p class="done" role="status">Done. It can do nothing for you any more until you allow it again.</p>`
    : ''
  const list =
    page.clients.length === 0
      ? html`<p>No application can act for you.</p>`
      : page.clients.map((client) => section(client, page))
  return html`<h1>Your applications</h1>
<p>Signed in as <strong>${page.username}</strong>. These applications can act for you, or need not
ask you again.</p>
${done}
${list}
<p><a href="${page.base}/grants/password">Change your password</a> ·
<a href="${page.base}/logout">Sign out</a></p>`
}

function section(client: GrantedClient, page: GrantsPage): Html {
  const name = client.clientName ?? client.clientId
  const id = client.clientName === undefined ? '' : html`<p>${client.clientId}</p>`
  const unverified = client.isUnverified ? html` <em>(registered itself; unverified)</em>` : ''
  const scope =
    client.scope.length === 0
      ? html`<p>It knows who you are, and nothing more.</p>`
      : html`<ul>${client.scope.map((one) => html`<li>${one}</li>`)}</ul>`
  const where = client.resources.length === 0 ? '' : html`<p>At ${client.resources.join(', ')}.</p>`
  const used =
    client.lastUsedAt === undefined ? '' : html` Last used on ${dateOf(client.lastUsedAt)}.`
  return html`<section>
<h2>${name}${unverified}</h2>
${id}
${scope}
${where}
<p>Allowed on ${dateOf(client.grantedAt)}.${used}</p>
<form method="post" action="${page.base}/grants">
<input type="hidden" name="token" value="${page.formToken}">
<input type="hidden" name="client_id" value="${client.clientId}">
<div class="actions"><button type="submit" aria-label="Take back from ${name}">Take back</button></div>
</form>
</section>`
}

/** `2026-03-02`, in UTC. */
function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}
