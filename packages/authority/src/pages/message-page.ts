import type { RandomBytes } from '@sallyport/protocol'
import { html } from 'hono/html'
import { pageResponse } from '../http/responses.ts'
import { renderPage } from './page.ts'

/** A page that says what went wrong and leads nowhere: the safe end of a request in doubt. */
export async function messagePage(
  status: number,
  message: { readonly title: string; readonly text: string },
  random: RandomBytes,
  headers: Record<string, string> = {},
): Promise<Response> {
  const nonce = makeNonce(random)
  const body = html`<h1>${message.title}</h1><p>${message.text}</p>`
  return pageResponse(status, await renderPage(message.title, body, nonce), { nonce }, { headers })
}

/** A nonce for one page's style. */
export function makeNonce(random: RandomBytes): string {
  return Buffer.from(random(16)).toString('base64')
}
