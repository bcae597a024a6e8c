import { type AuthorityOptions, basePath } from '../authority-options.ts'
import { findWaitingClient } from '../authorize/find-waiting-client.ts'
import { destinationOf } from '../clients/client-standing.ts'
import { redirectSource } from '../clients/redirect-uri.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery } from '../http/form-parameters.ts'
import type { RecordedReason } from '../http/recorded-reasons.ts'
import { pageResponse, redirectResponse } from '../http/responses.ts'
import { stepPath } from '../interaction/dispatch.ts'
import { type Interaction, isAuthorization, loadInteraction } from '../interaction/interaction.ts'
import { interactionFormToken, noInteractionPage, openForm } from '../interaction/open-form.ts'
import type { BackChannel } from '../logout/back-channel.ts'
import { makeNonce } from '../pages/message-page.ts'
import { endSession } from '../session/end-session.ts'
import { byPassword, startSession } from '../session/session.ts'
import { type CredentialsRefusal, checkCredentials } from './check-credentials.ts'
import { rememberBrowser } from './known-browser.ts'
import { limitedPage } from './limited-page.ts'
import { recordLimited } from './record-limited.ts'
import { renderSignInPage, type SignInFailure } from './render-sign-in-page.ts'
import type { SignInLimits } from './sign-in-limits.ts'

/** GET /sign-in: the page, for a live interaction of this browser. */
export async function showSignIn(exchange: Exchange, options: AuthorityOptions): Promise<Response> {
  const id = parseQuery(exchange.url).get('interaction')
  const interaction = await loadInteraction(id, exchange, options)
  if (!interaction.ok) return noInteractionPage(options)
  return signInPage(200, interaction.value, exchange, options)
}

/**
 * POST /sign-in: name and password in; a session and the way home, or the same page again.
 * Invariant: the answer to a failed attempt is the same whatever made it fail.
 */
export async function signIn(
  exchange: Exchange,
  options: AuthorityOptions,
  limits: SignInLimits,
  backChannel: BackChannel,
): Promise<Response> {
  // No session exists yet that the form could be bound to.
  const form = await openForm(exchange, options, 'sign-in', '')
  if (!form.ok) return form.refusal
  const { interaction, fields } = form.value
  const typed = {
    username: fields.get('username') ?? '',
    password: fields.get('password') ?? '',
  }
  const checked = await checkCredentials(typed, exchange, options, limits)
  if (!checked.ok) return refuseSignIn(checked.refusal, interaction, exchange, options)
  const session = await startSession(checked.value, byPassword, exchange, options)
  const { replaced } = session
  if (replaced !== undefined) {
    await endSession(replaced, 'replaced', exchange, options, backChannel)
  }
  if (session.isRevoked) {
    await recordFailure('revoked', checked.value.sub, interaction, exchange)
    return signInPage(503, interaction, exchange, options, 'revoked')
  }
  await options.store.interactions.noteSignIn(interaction.id, session.record.sessionId)
  await exchange.record({
    type: 'sign_in.succeeded',
    outcome: 'success',
    subject: checked.value.sub,
    ...clientFact(interaction),
    sessionId: session.record.sessionId,
  })
  const cookies = [session.cookie, rememberBrowser(checked.value, exchange, options)]
  return redirectResponse(stepPath('authorize/resume', interaction, options), cookies)
}

async function refuseSignIn(
  refusal: CredentialsRefusal,
  interaction: Interaction,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  if (refusal.kind === 'wrong') {
    await recordFailure(refusal.because, refusal.subject, interaction, exchange)
    return signInPage(400, interaction, exchange, options, 'wrong')
  }
  await recordLimited(refusal, clientFact(interaction), exchange)
  return limitedPage(refusal, options)
}

function recordFailure(
  because: RecordedReason,
  subject: string | undefined,
  interaction: Interaction,
  exchange: Exchange,
): Promise<void> {
  return exchange.record({
    type: 'sign_in.failed',
    outcome: 'refused',
    ...clientFact(interaction),
    ...(subject === undefined ? {} : { subject }),
    reasons: [because],
  })
}

async function signInPage(
  status: number,
  interaction: Interaction,
  exchange: Exchange,
  options: AuthorityOptions,
  failed?: SignInFailure,
): Promise<Response> {
  const destination = await findDestination(interaction, exchange, options)
  if (destination === undefined) return noInteractionPage(options)
  const nonce = makeNonce(options.random)
  const loginHint = isAuthorization(interaction) ? interaction.purpose.request.loginHint : undefined
  const html = await renderSignInPage({
    destination: destination.name,
    action: `${basePath(options.issuer)}/sign-in`,
    interactionId: interaction.id,
    formToken: interactionFormToken(interaction, 'sign-in', '', options),
    ...(failed === undefined ? {} : { failed }),
    ...(loginHint === undefined ? {} : { loginHint }),
    nonce,
  })
  return pageResponse(status, html, { nonce, formSources: destination.formSources })
}

/** Where the person goes on to; undefined if the client is not active any more. */
async function findDestination(
  interaction: Interaction,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<{ readonly name: string; readonly formSources: readonly string[] } | undefined> {
  if (!isAuthorization(interaction)) return { name: 'your account', formSources: [] }
  const { request } = interaction.purpose
  const client = await findWaitingClient(request, exchange, options)
  if (client === undefined) return undefined
  // Security: what a client that nobody vouches for calls itself is no reason to type a password.
  const name =
    client.origin === 'operator'
      ? (client.client_name ?? client.client_id)
      : destinationOf(request.redirectUri)
  return { name, formSources: [redirectSource(request.redirectUri)] }
}

function clientFact(interaction: Interaction): { readonly clientId?: string } {
  return isAuthorization(interaction) ? { clientId: interaction.purpose.request.clientId } : {}
}
