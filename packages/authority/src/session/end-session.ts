import type { SessionRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import type { BackChannel } from '../logout/back-channel.ts'

/**
 * Ends what hangs on a session that is over, its cookie good for nothing any more: the grants made in
 * it, except where the person has allowed access while they are away (`offline_access`), and the
 * sessions that its clients keep.
 * @see OpenID Connect Core §11, OpenID Connect Back-Channel Logout §2.7
 */
export async function endSession(
  ended: SessionRecord,
  reason: 'signed_out' | 'replaced',
  exchange: Exchange,
  options: AuthorityOptions,
  backChannel: BackChannel,
): Promise<void> {
  const { store } = options
  const { sessionId, subject } = ended
  for (const grant of await store.grants.listLive({ sessionId }, exchange.now)) {
    // A device that was allowed here stays so, as it stays signed in once it has its tokens.
    if (grant.scope.includes('offline_access') || grant.stage === 'device') continue
    const { grantId, clientId } = grant
    await store.revocations.revoke({ target: { kind: 'grant', id: grantId }, now: exchange.now })
    await exchange.record({
      type: 'token.revoked',
      outcome: 'success',
      subject,
      clientId,
      grantId,
      sessionId,
      reasons: [reason],
    })
  }
  await exchange.record({
    type: 'session.ended',
    outcome: 'success',
    subject,
    sessionId,
    reasons: [reason],
  })
  backChannel.tell(ended, exchange)
}
