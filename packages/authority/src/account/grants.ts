import { type AuthorityOptions, basePath } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery } from '../http/form-parameters.ts'
import { pageResponse, redirectResponse } from '../http/responses.ts'
import { signInFirst } from '../interaction/dispatch.ts'
import { openSessionForm, sessionFormToken } from '../interaction/open-form.ts'
import type { Openings } from '../interaction/openings.ts'
import { makeNonce } from '../pages/message-page.ts'
import { loadSession, type Session } from '../session/session.ts'
import { loadGrantedClients } from './granted-clients.ts'
import { renderGrantsPage } from './render-grants-page.ts'

/**
 * GET /grants: what the person who is signed in has granted, and to whom; without one, sign in first.
 * @see OAuth 2.1 §7.9 (consent phishing), STANDARDS.md O21-29
 */
export async function showGrants(
  exchange: Exchange,
  options: AuthorityOptions,
  openings: Openings,
): Promise<Response> {
  const session = await loadSession(exchange, options)
  if (session === undefined) return signInFirst('/grants', exchange, options, openings)
  const nonce = makeNonce(options.random)
  const html = await renderGrantsPage({
    username: session.user.username,
    clients: await loadGrantedClients(session, exchange.now, options),
    hasRevoked: parseQuery(exchange.url).get('done') === 'revoked',
    base: basePath(options.issuer),
    formToken: sessionFormToken(session, 'grants', options),
    nonce,
  })
  return pageResponse(200, html, { nonce })
}

/**
 * POST /grants: takes back all that the person has granted to `client_id`: every live grant with its
 * tokens, codes not yet redeemed, and the consent that is remembered. A client that has nothing of
 * this person's is no error: the form may be posted twice.
 */
export async function revokeGranted(
  exchange: Exchange,
  options: AuthorityOptions,
  openings: Openings,
): Promise<Response> {
  const session = await loadSession(exchange, options)
  if (session === undefined) return signInFirst('/grants', exchange, options, openings)
  const form = await openSessionForm(exchange, options, 'grants', session)
  if (!form.ok) return form.refusal
  const clientId = form.value.get('client_id')
  if (clientId !== undefined) await takeBack(clientId, session, exchange, options)
  return redirectResponse(`${basePath(options.issuer)}/grants?done=revoked`)
}

async function takeBack(
  clientId: string,
  { user, record }: Session,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<void> {
  if (!(await hasGranted(clientId, user.sub, exchange, options))) return
  const { grants, consents, revocations } = options.store
  // First, so that no new grant is made without asking while the old ones end.
  await consents.remove(user.sub, clientId)
  const live = await grants.listLive({ subject: user.sub }, exchange.now)
  const about = { subject: user.sub, clientId, sessionId: record.sessionId }
  for (const { grantId } of live.filter((grant) => grant.clientId === clientId)) {
    await revocations.revoke({
      target: { kind: 'grant', id: grantId },
      now: exchange.now,
    })
    const fact = { outcome: 'success', ...about, grantId, reasons: ['revoked_by_user'] } as const
    await exchange.record({ type: 'token.revoked', ...fact })
  }
  await exchange.record({ type: 'consent.withdrawn', outcome: 'success', ...about })
}

/**
 * Whether there is anything to take back. Security: until then the id is what somebody typed, a token
 * perhaps, and goes nowhere, the audit log included.
 */
async function hasGranted(
  clientId: string,
  subject: string,
  { now }: Exchange,
  { store }: AuthorityOptions,
): Promise<boolean> {
  const remembered = await store.consents.find(subject, clientId)
  if (remembered.length > 0) return true
  const live = await store.grants.listLive({ subject }, now)
  return live.some((grant) => grant.clientId === clientId)
}
