import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { authorizationResponse } from '../authorize/authorization-response.ts'
import { mayReturnError } from '../authorize/may-return-error.ts'
import { issueCode } from '../grant/issue-code.ts'
import type { Exchange } from '../http/exchange.ts'
import { type AuthorizationInteraction, closeInteraction } from '../interaction/interaction.ts'
import { noInteractionPage } from '../interaction/open-form.ts'
import { messagePage } from '../pages/message-page.ts'
import type { Session } from '../session/session.ts'
import { hasAllowed } from './remembered-consent.ts'

/** The end of an authorization that was allowed: a code for the scope, once an interaction. */
export async function allowClient(
  interaction: AuthorizationInteraction,
  scope: readonly string[],
  client: ClientRecord,
  session: Session,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  const { request } = interaction.purpose
  if (!(await closeInteraction(interaction, exchange, options))) return noInteractionPage(options)
  const stands = () => hasAllowed(request, scope, session.user.sub, client, options)
  const code = await issueCode({ ...request, scope }, session, stands, exchange, options)
  if (code === undefined) return noInteractionPage(options)
  return authorizationResponse(request, options.issuer, { code: code.reveal() })
}

/** The end of an authorization that the person, or their entitlement, does not allow. */
export async function denyClient(
  interaction: AuthorizationInteraction,
  reason: 'denied_by_user' | 'not_entitled',
  session: Session,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  const { request } = interaction.purpose
  if (!(await closeInteraction(interaction, exchange, options))) return noInteractionPage(options)
  await exchange.record({
    type: 'consent.denied',
    outcome: 'refused',
    subject: session.user.sub,
    clientId: request.clientId,
    sessionId: session.record.sessionId,
    reasons: [reason],
  })
  const hasActed = reason === 'denied_by_user' || interaction.signedIn !== undefined
  if (!hasActed && !(await mayReturnError(request.clientId, exchange, options))) {
    const text = 'You may use nothing of what the application asked for.'
    return messagePage(400, { title: 'This request cannot go on', text }, options.random)
  }
  return authorizationResponse(request, options.issuer, {
    error: 'access_denied',
    error_description:
      reason === 'denied_by_user' ? 'the person said no' : 'the person has none of these scopes',
  })
}
