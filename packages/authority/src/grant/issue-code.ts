import { formatScope, type Secret } from '@sallyport/protocol'
import type { AuthorityOptions } from '../authority-options.ts'
import type { AuthorizationRequest } from '../authorize/authorization-request.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Session } from '../session/session.ts'
import { makeCode } from './authorization-code.ts'

/**
 * Issues a code for what the person has granted; its grant id is chosen here. Undefined, and the code
 * dead, where the session has ended meanwhile or what they granted no longer stands (`stands`).
 * Security: both are asked once the code is kept. Who ends them does so first, and then ends the codes
 * that there are: whichever comes first, no code outlives them (a race with sign-out, and with taking
 * back).
 */
export async function issueCode(
  granted: AuthorizationRequest,
  session: Session,
  stands: () => Promise<boolean>,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Secret<string> | undefined> {
  const { code, reference } = makeCode(options.random)
  const { record } = session
  await options.store.grants.saveCode({
    grantId: reference.grantId,
    codeDigest: reference.codeDigest,
    clientId: granted.clientId,
    subject: record.subject,
    sessionId: record.sessionId,
    authTime: record.authTime,
    ...(record.acr === undefined ? {} : { acr: record.acr }),
    amr: record.amr,
    scope: granted.scope,
    resources: granted.resources,
    redirectUri: granted.redirectUri,
    codeChallenge: granted.codeChallenge,
    ...(granted.nonce === undefined ? {} : { nonce: granted.nonce }),
    expiresAt: exchange.now + options.codeSeconds,
  })
  const { grantId } = reference
  const about = {
    subject: record.subject,
    clientId: granted.clientId,
    grantId,
    sessionId: record.sessionId,
  }
  const isLive = await options.store.sessions.addClient(record.digest, granted.clientId)
  if (!(isLive && (await stands()))) {
    const target = { kind: 'grant', id: grantId } as const
    await options.store.revocations.revoke({ target, now: exchange.now })
    const refused = { outcome: 'refused', ...about, reasons: ['raced'] } as const
    await exchange.record({ type: 'consent.denied', ...refused })
    return undefined
  }
  const fact = { outcome: 'success', ...about, scope: formatScope(granted.scope) } as const
  await Promise.all([
    exchange.record({ type: 'consent.granted', ...fact }),
    exchange.record({ type: 'code.issued', ...fact }),
  ])
  return code
}
