import type { ClientRecord, DeviceRecord } from '@sallyport/store'
import { type AuthorityOptions, basePath } from '../authority-options.ts'
import { standingOf } from '../clients/client-standing.ts'
import { findClient } from '../clients/find-client.ts'
import { digestClient } from '../consent/client-digest.ts'
import { describeScope } from '../consent/describe-scope.ts'
import { entitledScope } from '../grant/entitled-scope.ts'
import type { Exchange } from '../http/exchange.ts'
import { type Parameters, parseQuery } from '../http/form-parameters.ts'
import { pageResponse } from '../http/responses.ts'
import { signInFirst } from '../interaction/dispatch.ts'
import { isFormToken, makeFormToken } from '../interaction/form-token.ts'
import { openSessionForm, sessionFormToken } from '../interaction/open-form.ts'
import type { Openings } from '../interaction/openings.ts'
import { makeNonce, messagePage } from '../pages/message-page.ts'
import { loadSession, type Session } from '../session/session.ts'
import { decideDevice } from './decide-device.ts'
import { type DeviceLimits, findDevice } from './device-limits.ts'
import { renderAllowDevicePage, renderUserCodePage } from './render-device-pages.ts'
import { digestUserCode, formatUserCode, parseUserCode } from './user-code.ts'

/**
 * GET /device: where a person types the code that a device shows; without a session, sign in first.
 * A code in the address is only filled in: nothing is looked up, and nothing allowed, without a click.
 * @see RFC 8628 §3.3 and §3.3.1, STANDARDS.md DEV-04
 */
export async function showDevice(
  exchange: Exchange,
  options: AuthorityOptions,
  openings: Openings,
): Promise<Response> {
  const given = parseUserCode(parseQuery(exchange.url).get('user_code'))
  const session = await loadSession(exchange, options)
  if (session === undefined) {
    // Security: only letters of the alphabet go on from the address into one of ours.
    const path = given === undefined ? '/device' : `/device?user_code=${formatUserCode(given)}`
    return signInFirst(path, exchange, options, openings)
  }
  return userCodePage(200, session, options, given)
}

/**
 * POST /device: a code that was typed leads to the page that says which device it is; with `decision`,
 * that device is allowed or denied.
 */
export async function answerDevice(
  exchange: Exchange,
  options: AuthorityOptions,
  openings: Openings,
  limits: DeviceLimits,
): Promise<Response> {
  const session = await loadSession(exchange, options)
  if (session === undefined) return signInFirst('/device', exchange, options, openings)
  const form = await openSessionForm(exchange, options, 'device', session)
  if (!form.ok) return form.refusal
  const userCode = parseUserCode(form.value.get('user_code'))
  if (userCode === undefined) return userCodePage(400, session, options, undefined, 'unknown')
  const found = await findDevice(userCode, session, exchange, options, limits)
  if (!found.ok) {
    const status = found.refusal === 'held_back' ? 429 : 400
    await exchange.record({
      type: 'consent.denied',
      outcome: 'refused',
      subject: session.user.sub,
      sessionId: session.record.sessionId,
      reasons: [found.refusal === 'held_back' ? 'user_codes' : 'unknown_user_code'],
    })
    return userCodePage(status, session, options, undefined, found.refusal)
  }
  const device = found.value
  const client = await findClient(device.clientId, 'ourselves', options)
  if (client?.status !== 'active') {
    return userCodePage(400, session, options, undefined, 'unknown')
  }
  const decision = readDecision(form.value, userCode, client, session, options)
  return decision === undefined
    ? allowDevicePage(userCode, device, client, session, options)
    : decideDevice(decision, device, client, session, exchange, options)
}

/**
 * What the person has decided of this very device; undefined: they have only typed a code.
 * Security: a decision counts for the code and the client that its page has shown, whatever the form says
 * beside it (ATTACKS.md M05, the changed hidden field) and whatever the client calls itself since.
 */
function readDecision(
  fields: Parameters,
  userCode: string,
  client: ClientRecord,
  session: Session,
  options: AuthorityOptions,
): 'allow' | 'deny' | undefined {
  const decision = fields.get('decision')
  const expected = shownToken(userCode, client, session, options)
  const isShown = isFormToken(fields.get('shown'), expected)
  if (decision === undefined || !isShown) return undefined
  return decision === 'allow' ? 'allow' : 'deny'
}

function shownToken(
  userCode: string,
  client: ClientRecord,
  { record }: Session,
  { secret }: AuthorityOptions,
): string {
  const { sessionId } = record
  return makeFormToken(secret, {
    step: 'device',
    browser: '',
    interactionId: `${digestUserCode(userCode)} ${digestClient(client)}`,
    sessionId,
  })
}

async function userCodePage(
  status: number,
  session: Session,
  options: AuthorityOptions,
  given: string | undefined,
  failed?: 'unknown' | 'held_back',
): Promise<Response> {
  const nonce = makeNonce(options.random)
  const html = await renderUserCodePage({
    username: session.user.username,
    ...(given === undefined ? {} : { userCode: formatUserCode(given) }),
    ...(failed === undefined ? {} : { failed }),
    action: `${basePath(options.issuer)}/device`,
    formToken: sessionFormToken(session, 'device', options),
    nonce,
  })
  return pageResponse(status, html, { nonce })
}

async function allowDevicePage(
  userCode: string,
  device: DeviceRecord,
  client: ClientRecord,
  session: Session,
  options: AuthorityOptions,
): Promise<Response> {
  const scope = entitledScope(device.scope, client, session.user)
  if (device.scope.length > 0 && scope.length === 0) {
    const text = 'You may use nothing of what the device asked for.'
    return messagePage(400, { title: 'This request cannot go on', text }, options.random)
  }
  const nonce = makeNonce(options.random)
  const html = await renderAllowDevicePage({
    clientName: client.client_name ?? client.client_id,
    clientId: client.client_id,
    standing: standingOf(client),
    username: session.user.username,
    userCode: formatUserCode(userCode),
    scope: describeScope(scope, device.resources, options),
    resources: device.resources,
    action: `${basePath(options.issuer)}/device`,
    formToken: sessionFormToken(session, 'device', options),
    shownToken: shownToken(userCode, client, session, options),
    nonce,
  })
  return pageResponse(200, html, { nonce })
}
