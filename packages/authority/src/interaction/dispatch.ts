import { type AuthorityOptions, basePath } from '../authority-options.ts'
import { findWaitingClient } from '../authorize/find-waiting-client.ts'
import { refuseAuthorization, refuseToClient } from '../authorize/refuse-authorization.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery } from '../http/form-parameters.ts'
import { redirectResponse } from '../http/responses.ts'
import { loadSession } from '../session/session.ts'
import { chooseStep, type StepRefusal } from './choose-step.ts'
import {
  type AuthorizationInteraction,
  closeInteraction,
  type Interaction,
  loadInteraction,
  openInteraction,
} from './interaction.ts'
import { noInteractionPage } from './open-form.ts'
import type { Openings } from './openings.ts'

/**
 * The one place that decides what comes next: sign in, then consent or the page that was wanted. Each
 * step returns here, none calls the next; the answer to the client leaves from consent, and from here
 * where the request allows no step.
 */
export async function dispatch(
  interaction: Interaction,
  exchange: Exchange,
  options: AuthorityOptions,
  cookies: readonly string[] = [],
): Promise<Response> {
  const session = await loadSession(exchange, options)
  const { purpose } = interaction
  if (purpose.kind === 'authorization') {
    const authorization = { ...interaction, purpose }
    const next = await chooseStep(authorization, session, exchange, options)
    return typeof next === 'string'
      ? redirectResponse(stepPath(next, interaction, options), cookies)
      : refuseInteraction(authorization, next, exchange, options)
  }
  if (session === undefined) {
    return redirectResponse(stepPath('sign-in', interaction, options), cookies)
  }
  await closeInteraction(interaction, exchange, options)
  return redirectResponse(`${basePath(options.issuer)}${purpose.path}`, cookies)
}

async function refuseInteraction(
  interaction: AuthorizationInteraction,
  { error, description }: StepRefusal,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  const { request } = interaction.purpose
  const client = await findWaitingClient(request, exchange, options)
  if (client === undefined || !(await closeInteraction(interaction, exchange, options))) {
    return noInteractionPage(options)
  }
  const { clientId, redirectUri, state } = request
  const refusal = {
    tell: 'client',
    error,
    description,
    clientId,
    redirectUri,
    ...(state === undefined ? {} : { state }),
  } as const
  return interaction.signedIn === undefined
    ? refuseAuthorization(refusal, exchange, options)
    : refuseToClient(refusal, exchange, options)
}

/** Sends a person who is not signed in to the sign-in page, and from there to a page of ours. */
export async function signInFirst(
  path: string,
  exchange: Exchange,
  options: AuthorityOptions,
  openings: Openings,
): Promise<Response> {
  const opened = await openInteraction({ kind: 'page', path }, exchange, options, openings)
  if (!opened.ok) return opened.refusal
  const { interaction, cookies } = opened.value
  return redirectResponse(stepPath('sign-in', interaction, options), cookies)
}

/** GET /authorize/resume: home, where every step returns. */
export async function resume(exchange: Exchange, options: AuthorityOptions): Promise<Response> {
  const id = parseQuery(exchange.url).get('interaction')
  const interaction = await loadInteraction(id, exchange, options)
  if (!interaction.ok) return noInteractionPage(options)
  return dispatch(interaction.value, exchange, options)
}

/** The address of a step for an interaction: a path, so that it stays on the host the browser is on. */
export function stepPath(
  step: 'sign-in' | 'consent' | 'authorize/resume',
  interaction: Interaction,
  options: AuthorityOptions,
): string {
  return `${basePath(options.issuer)}/${step}?interaction=${interaction.id}`
}
