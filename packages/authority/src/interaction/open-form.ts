import { accept, type Result, refuse } from '@sallyport/protocol'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import { type Parameters, readForm } from '../http/form-parameters.ts'
import { messagePage } from '../pages/message-page.ts'
import type { Session } from '../session/session.ts'
import { type FormStep, isFormToken, makeFormToken } from './form-token.ts'
import { type Interaction, loadInteraction } from './interaction.ts'

interface OpenForm {
  readonly interaction: Interaction
  readonly fields: Parameters
}

/**
 * Opens a form that a page of ours has posted: same origin, unambiguous, of a live interaction of
 * this browser, with the token made for this step. Refusals are pages.
 */
export async function openForm(
  exchange: Exchange,
  options: AuthorityOptions,
  step: FormStep,
  sessionId: string,
): Promise<Result<OpenForm, Response>> {
  const form = await readOwnForm(exchange, options)
  if (!form.ok) return form
  const fields = form.value
  const loaded = await loadInteraction(fields.get('interaction'), exchange, options)
  if (!loaded.ok) return refuse(await noInteractionPage(options))
  const interaction = loaded.value
  const expected = interactionFormToken(interaction, step, sessionId, options)
  if (!isFormToken(fields.get('token'), expected)) return refuse(await refusedForm(403, options))
  return accept({ interaction, fields })
}

/** The token in a form of an interaction; `sessionId` is empty where nobody is signed in yet. */
export function interactionFormToken(
  { browser, id }: Interaction,
  step: FormStep,
  sessionId: string,
  { secret }: AuthorityOptions,
): string {
  return makeFormToken(secret, { step, browser, interactionId: id, sessionId })
}

/**
 * Opens a form that a page of the person who is signed in has posted, without an interaction: same
 * origin, unambiguous, with the token made for this step and session. Refusals are pages.
 */
export async function openSessionForm(
  exchange: Exchange,
  options: AuthorityOptions,
  step: FormStep,
  session: Session,
): Promise<Result<Parameters, Response>> {
  const form = await readOwnForm(exchange, options)
  if (!form.ok) return form
  const expected = sessionFormToken(session, step, options)
  return isFormToken(form.value.get('token'), expected)
    ? form
    : refuse(await refusedForm(403, options))
}

/** The token in a form of the person who is signed in. */
export function sessionFormToken(
  { record }: Session,
  step: FormStep,
  { secret }: AuthorityOptions,
): string {
  const { sessionId } = record
  return makeFormToken(secret, { step, browser: '', interactionId: '', sessionId })
}

async function readOwnForm(
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Result<Parameters, Response>> {
  if (!isSameOrigin(exchange.request.headers, options.issuer)) {
    return refuse(await refusedForm(403, options))
  }
  const form = await readForm(exchange.request)
  if (!form.ok || form.value.repeated.size > 0 || form.value.malformed) {
    return refuse(await refusedForm(400, options))
  }
  return form
}

/**
 * What the browser says of where the form came from; a client that says nothing is judged by cookie and
 * token alone. `Origin: null` is what our own pages send, because they send no referrer.
 */
function isSameOrigin(headers: Headers, issuer: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = headers.get('origin')
  if (origin === null) return true
  return origin === 'null' ? site === 'same-origin' : origin === new URL(issuer).origin
}

function refusedForm(status: number, options: AuthorityOptions): Promise<Response> {
  const message = {
    title: 'This form cannot be accepted',
    text: 'It did not come from the page that we showed you. Go back to the application and start again.',
  }
  return messagePage(status, message, options.random)
}

/** The page for an interaction that is over, unknown, or another browser's. */
export function noInteractionPage(options: AuthorityOptions): Promise<Response> {
  const message = {
    title: 'This sign-in is over',
    text: 'It was finished, took too long, or was begun in another browser. Go back to the application and start again.',
  }
  return messagePage(400, message, options.random)
}
