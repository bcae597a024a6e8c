import { tell } from '@sallyport/protocol'
import type { GrantRecord } from '@sallyport/store'
import { factsOf } from '../grant/facts-of.ts'
import type { TokenRequest } from '../token/token-request.ts'
import { isBlocked } from '../users/is-active.ts'
import type { ReuseReport } from './refresh-options.ts'

/**
 * What follows on a refresh token used twice or elsewhere, once the store has ended its family: records
 * that, and the block where there is one, and tells whoever is to be told.
 */
export async function answerReuse(
  request: TokenRequest,
  grant: GrantRecord,
  reason: ReuseReport['reason'],
  blockUntil: number | undefined,
): Promise<void> {
  const { exchange } = request
  const blockedUntil =
    blockUntil === undefined ? undefined : await readBlock(grant.subject, request, blockUntil)
  notify(request, grant, reason, blockedUntil)
  const about = { ...factsOf(grant), reasons: [reason] } as const
  await Promise.all([
    exchange.record({ type: 'token.reused', outcome: 'refused', ...about }),
    exchange.record({ type: 'token.revoked', outcome: 'success', ...about }),
    // A block that was there before is not begun again.
    ...(blockedUntil !== undefined && blockedUntil === blockUntil
      ? [exchange.record({ type: 'user.blocked', outcome: 'success', ...about })]
      : []),
  ])
}

/**
 * Until when the person is blocked, by this reuse or since before it; undefined: there is no such person.
 * Security: the family has ended, and no replay finds it again. So where people cannot be looked up, or the
 * block is still on its way to them, it is reported as it was asked for, and not left out.
 */
async function readBlock(
  subject: string,
  { exchange, options }: TokenRequest,
  blockUntil: number,
): Promise<number | undefined> {
  try {
    const user = await options.store.users.findBySub(subject)
    if (user === undefined) return undefined
    return isBlocked(user, exchange.now) ? user.blockedUntil : blockUntil
  } catch (error) {
    tell(options.onFault, error, exchange.requestId)
    return blockUntil
  }
}

/** Nobody waits for it: a slow or failing receiver is no oracle and no outage. */
function notify(
  { options, exchange }: TokenRequest,
  { subject, clientId, grantId, sessionId }: GrantRecord,
  reason: ReuseReport['reason'],
  blockedUntil: number | undefined,
): void {
  const told = options.refreshTokens.onReuse?.notify
  if (told === undefined) return
  const report: ReuseReport = Object.freeze({
    subject,
    clientId,
    grantId,
    sessionId,
    reason,
    time: exchange.now,
    ...(blockedUntil === undefined ? {} : { blockedUntil }),
  })
  const call = async () => told(report)
  setImmediate(() => {
    call().catch((error: unknown) => tell(options.onFault, error, exchange.requestId))
  })
}
