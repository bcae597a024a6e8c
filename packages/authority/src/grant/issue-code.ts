import { formatScope, type Secret } from '@sallyport/protocol'
import type { AuthorityOptions } from '../authority-options.ts'
import type { AuthorizationRequest } from '../authorize/authorization-request.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Session } from '../session/session.ts'
import { makeCode } from './authorization-code.ts'

/** Issues a code for what the person has granted; its grant id is chosen here. */
export async function issueCode(
  granted: AuthorizationRequest,
  session: Session,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Secret<string>> {
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
  await options.store.sessions.addClient(record.digest, granted.clientId)
  const fact = {
    outcome: 'success',
    subject: record.subject,
    clientId: granted.clientId,
    grantId: reference.grantId,
    sessionId: record.sessionId,
    scope: formatScope(granted.scope),
  } as const
  await Promise.all([
    exchange.record({ type: 'consent.granted', ...fact }),
    exchange.record({ type: 'code.issued', ...fact }),
  ])
  return code
}
