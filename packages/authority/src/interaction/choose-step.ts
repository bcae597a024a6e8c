import type { AuthorityOptions } from '../authority-options.ts'
import type { AuthorizationErrorCode } from '../authorize/authorization-request.ts'
import { findClient } from '../clients/find-client.ts'
import { isConsented } from '../consent/remembered-consent.ts'
import { entitledScope } from '../grant/entitled-scope.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Session } from '../session/session.ts'
import type { AuthorizationInteraction } from './interaction.ts'

/** Why an authorization cannot go on by itself. */
export interface StepRefusal {
  readonly error: AuthorizationErrorCode
  /** A constant of ours. */
  readonly description: string
}

/**
 * What an authorization needs next: a sign-in, where there is none or none that the request takes;
 * then consent, where also what the person has allowed before is looked up. A request that allows no
 * page (`prompt=none`) is refused instead; so is one whose person has signed in as somebody else than
 * it names.
 * @see OpenID Connect Core §3.1.2.1, §3.1.2.3, §3.1.2.6
 */
export async function chooseStep(
  interaction: AuthorizationInteraction,
  session: Session | undefined,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<'sign-in' | 'consent' | StepRefusal> {
  const { request } = interaction.purpose
  const isSilent = request.prompt?.includes('none') === true
  if (session === undefined || !isSittingFit(interaction, session, exchange.now)) {
    // Security: signed in, but as another person than the one meant: never silently the other.
    const isOther = session !== undefined && isFresh(interaction, session)
    return isSilent || isOther ? loginRequired : 'sign-in'
  }
  if (!isSilent) return 'consent'
  const client = await findClient(request.clientId, exchange, options)
  if (client === undefined) return 'consent'
  const scope = entitledScope(request.scope, client, session.user)
  const isAllowed = await isConsented(request, scope, session.user.sub, client, options)
  return isAllowed ? 'consent' : consentRequired
}

/**
 * Whether the sign-in is one that the request takes: of the person it names, no older than it allows,
 * and made for this request where it asks for that.
 * Invariant: `auth_time` is the time of a sign-in that satisfies the request (OIDC-03).
 */
export function isSittingFit(
  interaction: AuthorizationInteraction,
  session: Session,
  now: number,
): boolean {
  const { prompt = [], maxAgeSeconds, hintedSubject } = interaction.purpose.request
  if (hintedSubject !== undefined && session.user.sub !== hintedSubject) return false
  if (isFresh(interaction, session)) return true
  if (prompt.includes('login') || prompt.includes('select_account')) return false
  return maxAgeSeconds === undefined || now - session.record.authTime < maxAgeSeconds
}

/** Whether the session began with a sign-in within this interaction. */
function isFresh(interaction: AuthorizationInteraction, session: Session): boolean {
  return interaction.signedIn === session.record.sessionId
}

const loginRequired: StepRefusal = {
  error: 'login_required',
  description: 'the person must sign in, or is another one than asked for',
}

const consentRequired: StepRefusal = {
  error: 'consent_required',
  description: 'the person must be asked first',
}
