import type { ClientRecord } from '@sallyport/store'
import { type AuthorityOptions, basePath } from '../authority-options.ts'
import { findWaitingClient } from '../authorize/find-waiting-client.ts'
import { destinationOf, standingOf } from '../clients/client-standing.ts'
import { redirectSource } from '../clients/redirect-uri.ts'
import { entitledScope } from '../grant/entitled-scope.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery } from '../http/form-parameters.ts'
import { pageResponse } from '../http/responses.ts'
import { isSittingFit } from '../interaction/choose-step.ts'
import { dispatch } from '../interaction/dispatch.ts'
import {
  type AuthorizationInteraction,
  isAuthorization,
  loadInteraction,
} from '../interaction/interaction.ts'
import { interactionFormToken, noInteractionPage, openForm } from '../interaction/open-form.ts'
import { makeNonce } from '../pages/message-page.ts'
import { loadSession, type Session } from '../session/session.ts'
import { allowClient, denyClient } from './answer-client.ts'
import { digestClient } from './client-digest.ts'
import { describeScope } from './describe-scope.ts'
import { isConsented, rememberConsent } from './remembered-consent.ts'
import { type ClientLink, renderConsentPage } from './render-consent-page.ts'

/**
 * GET /consent: asks the person who is signed in, unless they have allowed all of it before; without
 * one whose sign-in is what the request demands, back home. A request of which nothing is left for this person is refused here, at the client.
 */
export async function showConsent(
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  const id = parseQuery(exchange.url).get('interaction')
  const loaded = await loadInteraction(id, exchange, options)
  if (!loaded.ok || !isAuthorization(loaded.value)) return noInteractionPage(options)
  const interaction = loaded.value
  const session = await loadSession(exchange, options)
  if (session === undefined || !isSittingFit(interaction, session, exchange.now)) {
    return dispatch(interaction, exchange, options)
  }
  const { request } = interaction.purpose
  const client = await findWaitingClient(request, exchange, options)
  if (client === undefined) return noInteractionPage(options)
  const scope = entitledScope(request.scope, client, session.user)
  if (isEmptied(request.scope, scope)) {
    return denyClient(interaction, 'not_entitled', session, exchange, options)
  }
  if (await isConsented(request, scope, session.user.sub, client, options)) {
    return allowClient(interaction, scope, client, session, exchange, options)
  }
  if (request.prompt?.includes('none')) return dispatch(interaction, exchange, options)
  return consentPage(interaction, session, client, scope, options)
}

/**
 * POST /consent: `decision` allow or deny. Everything else is what the server holds: fields of the form
 * other than the decision name nothing (consent tampering).
 * Security: a yes is to the client that the page showed. One that has changed since is shown anew.
 */
export async function consent(exchange: Exchange, options: AuthorityOptions): Promise<Response> {
  const session = await loadSession(exchange, options)
  if (session === undefined) return noInteractionPage(options)
  const form = await openForm(exchange, options, 'consent', session.record.sessionId)
  if (!form.ok) return form.refusal
  const { interaction, fields } = form.value
  if (!isAuthorization(interaction)) return noInteractionPage(options)
  if (!isSittingFit(interaction, session, exchange.now)) {
    return dispatch(interaction, exchange, options)
  }
  const { request } = interaction.purpose
  const client = await findWaitingClient(request, exchange, options)
  if (client === undefined) return noInteractionPage(options)
  if (fields.get('decision') !== 'allow') {
    return denyClient(interaction, 'denied_by_user', session, exchange, options)
  }
  const scope = entitledScope(request.scope, client, session.user)
  if (isEmptied(request.scope, scope)) {
    return denyClient(interaction, 'not_entitled', session, exchange, options)
  }
  if (fields.get('client') !== digestClient(client)) {
    return dispatch(interaction, exchange, options)
  }
  await rememberConsent(request, scope, session.user.sub, client, exchange.now, options)
  return allowClient(interaction, scope, client, session, exchange, options)
}

/** The person's entitlement left nothing of a request that asked for something. */
function isEmptied(asked: readonly string[], left: readonly string[]): boolean {
  return asked.length > 0 && left.length === 0
}

async function consentPage(
  interaction: AuthorizationInteraction,
  session: Session,
  client: ClientRecord,
  scope: readonly string[],
  options: AuthorityOptions,
): Promise<Response> {
  const { resources, redirectUri } = interaction.purpose.request
  const nonce = makeNonce(options.random)
  const html = await renderConsentPage({
    clientName: client.client_name ?? client.client_id,
    clientId: client.client_id,
    username: session.user.username,
    scope: describeScope(scope, resources, options),
    links: linksOf(client),
    resources,
    standing: standingOf(client),
    destination: destinationOf(redirectUri),
    action: `${basePath(options.issuer)}/consent`,
    interactionId: interaction.id,
    clientDigest: digestClient(client),
    formToken: interactionFormToken(interaction, 'consent', session.record.sessionId, options),
    nonce,
  })
  return pageResponse(200, html, { nonce, formSources: [redirectSource(redirectUri)] })
}

/** The pages that the client names, as far as they are web pages. */
function linksOf(client: ClientRecord): readonly ClientLink[] {
  const named = [
    ['home page', client.client_uri],
    ['privacy policy', client.policy_uri],
    ['terms of service', client.tos_uri],
  ] as const
  return named.flatMap(([label, url]) =>
    url?.startsWith('https://') === true ? [{ label, url }] : [],
  )
}
