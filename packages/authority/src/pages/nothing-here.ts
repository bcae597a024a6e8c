import { html } from 'hono/html'
import { parseAccept } from 'hono/utils/accept'
import { type AuthorityOptions, basePath } from '../authority-options.ts'
import { errorResponse, pageResponse } from '../http/responses.ts'
import { metadataPaths } from '../metadata/metadata.ts'
import { makeNonce } from './message-page.ts'
import { renderPage } from './page.ts'

/**
 * Answers a request that no endpoint is for: nothing has its address, or what has it goes by the methods
 * `allowed`. A browser that opens it shows a page; everybody else gets the JSON error.
 * @see RFC 9110 §15.5.5 and §15.5.6
 */
export function nothingHere(
  request: Request,
  options: AuthorityOptions,
  allowed?: readonly string[],
): Response | Promise<Response> {
  const status = allowed === undefined ? 404 : 405
  const headers = {
    vary: 'accept',
    ...(allowed === undefined ? {} : { allow: allowed.join(', ') }),
  }
  if (prefersPage(request.headers.get('accept'))) return showPage(status, headers, options)
  const description =
    status === 404
      ? `nothing is at this address; ${metadataPaths(options.issuer)[0]} names the endpoints`
      : 'this address does not go by this method; the Allow header names those that it has'
  return errorResponse(status, 'invalid_request', description, headers)
}

/** HTML has to be named, as browsers do: to take anything at all is what programs say. */
function prefersPage(accept: string | null): boolean {
  const named = parseAccept(accept ?? '').filter(({ q }) => q > 0)
  const types = named.map(({ type }) => type.toLowerCase())
  return types.find((type) => type === 'text/html' || type === 'application/json') === 'text/html'
}

async function showPage(
  status: 404 | 405,
  headers: Record<string, string>,
  { issuer, random }: AuthorityOptions,
): Promise<Response> {
  const { title, text } = sentences[status]
  const nonce = makeNonce(random)
  const body = html`<h1>${title}</h1>
<p>${text}</p>
<p><a href="${basePath(issuer)}/">What there is here</a></p>`
  return pageResponse(status, await renderPage(title, body, nonce), { nonce }, { headers })
}

const sentences = {
  404: {
    title: 'There is no such page',
    text: 'Nothing is at this address. It may be mistyped, or a piece of it was lost on the way.',
  },
  405: {
    title: 'This address is not for opening',
    text: 'Applications use it, or a form on another page does. There is nothing in it to read.',
  },
} as const
