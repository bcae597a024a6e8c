import { type AuthorityOptions, basePath } from '../authority-options.ts'
import { redirectSource } from '../clients/redirect-uri.ts'
import { clearCookie } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { type Parameters, parseQuery, readForm } from '../http/form-parameters.ts'
import { pageResponse, redirectResponse } from '../http/responses.ts'
import { openSessionForm, sessionFormToken } from '../interaction/open-form.ts'
import { makeNonce, messagePage } from '../pages/message-page.ts'
import { endSession } from '../session/end-session.ts'
import { loadSession, type Session } from '../session/session.ts'
import type { BackChannel } from './back-channel.ts'
import {
  checkLogoutRequest,
  type LogoutRefusal,
  type LogoutRequest,
  type LogoutReturn,
} from './logout-request.ts'
import { renderLogoutPage } from './render-logout-page.ts'

/**
 * GET and POST /logout: a client sends a person here to be signed out; POST /logout/confirm: the person
 * says yes on our page.
 * Invariant: a session ends only for who shows an ID token that was issued in it, or by the person's own
 * click (logout CSRF); the browser is sent on only to an address that the client has registered.
 * @see OpenID Connect RP-Initiated Logout §2 to §6
 */
export async function logout(
  exchange: Exchange,
  options: AuthorityOptions,
  backChannel: BackChannel,
): Promise<Response> {
  const parameters = await readParameters(exchange)
  if (parameters === undefined) return refuseLogout('malformed_request', exchange, options)
  const checked = await checkLogoutRequest(parameters, exchange, options)
  if (!checked.ok) return refuseLogout(checked.refusal, exchange, options)
  const request = checked.value
  const session = await loadSession(exchange, options)
  if (session === undefined) {
    return exchange.request.method === 'POST'
      ? askAgain(request, options)
      : afterLogout(request, false, options)
  }
  if (request.hintedSession !== session.record.sessionId) {
    return confirmationPage(request, session, options)
  }
  return signOut(request, session, exchange, options, backChannel)
}

/** POST /logout/confirm: `decision` sign-out or stay. */
export async function confirmLogout(
  exchange: Exchange,
  options: AuthorityOptions,
  backChannel: BackChannel,
): Promise<Response> {
  const session = await loadSession(exchange, options)
  if (session === undefined) return signedOutPage(options)
  const form = await openSessionForm(exchange, options, 'logout', session)
  if (!form.ok) return form.refusal
  if (form.value.get('decision') !== 'sign-out') {
    const message = { title: 'You are still signed in', text: 'Nothing has changed.' }
    return messagePage(200, message, options.random)
  }
  // What the page carried is judged anew: the client may have changed, or the page been altered.
  const checked = await checkLogoutRequest(form.value, exchange, options)
  if (!checked.ok) return refuseLogout(checked.refusal, exchange, options)
  return signOut(checked.value, session, exchange, options, backChannel)
}

async function readParameters({ request, url }: Exchange): Promise<Parameters | undefined> {
  if (request.method !== 'POST') return parseQuery(url)
  const form = await readForm(request)
  return form.ok ? form.value : undefined
}

async function signOut(
  request: LogoutRequest,
  session: Session,
  exchange: Exchange,
  options: AuthorityOptions,
  backChannel: BackChannel,
): Promise<Response> {
  const ended = await options.store.sessions.end(session.record.digest)
  if (ended !== undefined) await endSession(ended, 'signed_out', exchange, options, backChannel)
  return afterLogout(request, true, options)
}

/**
 * A form of another site comes without our cookies (`SameSite=Lax`), which says nothing of whether
 * somebody is signed in: the browser is asked to come again by itself. The hint stays behind, so that no
 * token gets into an address; the person is asked instead.
 */
function askAgain({ client, returnTo }: LogoutRequest, options: AuthorityOptions): Response {
  const query = new URLSearchParams(fieldsOf(client?.client_id, returnTo))
  return redirectResponse(`${basePath(options.issuer)}/logout?${query}`)
}

/**
 * The end: back to the client, or a page of ours.
 * Security: where nothing was ended, nobody has acted, so only a client that the operator vouches for is
 * returned to (open redirector, STANDARDS.md O21-28).
 */
async function afterLogout(
  { client, returnTo }: LogoutRequest,
  hasEnded: boolean,
  options: AuthorityOptions,
): Promise<Response> {
  if (returnTo === undefined || !(hasEnded || client?.origin === 'operator')) {
    return signedOutPage(options)
  }
  const { uri, state } = returnTo
  const separator = uri.includes('?') ? '&' : '?'
  const query = state === undefined ? '' : `${separator}state=${encodeURIComponent(state)}`
  return redirectResponse(`${uri}${query}`, [clearCookie('__Host-sallyport-session')])
}

function signedOutPage(options: AuthorityOptions): Promise<Response> {
  const message = { title: 'You are signed out', text: 'You can close this page.' }
  const headers = { 'set-cookie': clearCookie('__Host-sallyport-session') }
  return messagePage(200, message, options.random, headers)
}

async function refuseLogout(
  reason: LogoutRefusal,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  await exchange.record({ type: 'logout.refused', outcome: 'refused', reasons: [reason] })
  const message = {
    title: 'This request cannot go on',
    text: 'The application asked to sign you out in a way that we cannot trust. You are as signed in as before.',
  }
  return messagePage(400, message, options.random)
}

async function confirmationPage(
  { client, returnTo }: LogoutRequest,
  session: Session,
  options: AuthorityOptions,
): Promise<Response> {
  const nonce = makeNonce(options.random)
  const clientName = client?.client_name ?? client?.client_id
  const html = await renderLogoutPage({
    username: session.user.username,
    ...(clientName === undefined ? {} : { clientName }),
    action: `${basePath(options.issuer)}/logout/confirm`,
    formToken: sessionFormToken(session, 'logout', options),
    fields: fieldsOf(client?.client_id, returnTo),
    nonce,
  })
  const formSources = returnTo === undefined ? [] : [redirectSource(returnTo.uri)]
  return pageResponse(200, html, { nonce, formSources })
}

/** What the confirmation page carries on, as parameters of the request. */
function fieldsOf(
  clientId: string | undefined,
  returnTo: LogoutReturn | undefined,
): Readonly<Record<string, string>> {
  return {
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...(returnTo === undefined ? {} : { post_logout_redirect_uri: returnTo.uri }),
    ...(returnTo?.state === undefined ? {} : { state: returnTo.state }),
  }
}
