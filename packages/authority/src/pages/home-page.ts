import { html } from 'hono/html'
import { type AuthorityOptions, basePath } from '../authority-options.ts'
import { pageResponse } from '../http/responses.ts'
import { metadataPaths } from '../metadata/metadata.ts'
import { makeNonce } from './message-page.ts'
import { renderPage } from './page.ts'

/** What somebody sees who opens the issuer itself: what this is, and where to go on. */
export async function homePage({ issuer, random }: AuthorityOptions): Promise<Response> {
  const nonce = makeNonce(random)
  const body = html`<h1>Sallyport</h1>
<p>This is the authorization server <strong>${issuer}</strong>. Applications send people here to sign
in; there is nothing to begin by itself.</p>
<ul>
<li><a href="${basePath(issuer)}/grants">Your applications</a>, and your password</li>
<li><a href="${metadataPaths(issuer)[0]}">Metadata</a>, for programs</li>
</ul>`
  return pageResponse(200, await renderPage('Authorization server', body, nonce), { nonce })
}
