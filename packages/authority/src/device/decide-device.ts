import { formatScope } from '@sallyport/protocol'
import type { ClientRecord, DeviceRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { entitledScope } from '../grant/entitled-scope.ts'
import type { Exchange } from '../http/exchange.ts'
import { messagePage } from '../pages/message-page.ts'
import type { Session } from '../session/session.ts'

/** Keeps what a person has decided of a device; of two decisions the first counts. */
export async function decideDevice(
  decision: 'allow' | 'deny',
  device: DeviceRecord,
  client: ClientRecord,
  { user, record }: Session,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  const scope = entitledScope(device.scope, client, user)
  const isEmptied = device.scope.length > 0 && scope.length === 0
  const isAllowed = decision === 'allow' && !isEmptied
  const { authTime, acr, amr } = record
  const approval = {
    subject: user.sub,
    sessionId: record.sessionId,
    authTime,
    ...(acr === undefined ? {} : { acr }),
    amr,
    scope,
  }
  const { userCodeDigest, grantId, clientId } = device
  const counts = await options.store.devices.decide({
    userCodeDigest,
    now: exchange.now,
    ...(isAllowed ? { approval } : {}),
  })
  if (!counts) {
    const text = 'The code was used or has expired. Start again on the device.'
    return messagePage(400, { title: 'This code is over', text }, options.random)
  }
  const about = { subject: user.sub, clientId, grantId, sessionId: record.sessionId }
  if (isAllowed) {
    const granted = { outcome: 'success', ...about, scope: formatScope(scope) } as const
    await exchange.record({ type: 'consent.granted', ...granted })
    const text = 'It will go on by itself. You can close this page.'
    return messagePage(200, { title: 'The device is allowed', text }, options.random)
  }
  const reason = decision === 'allow' ? 'not_entitled' : 'denied_by_user'
  const { grantId: _grantId, ...denied } = about
  await exchange.record({
    type: 'consent.denied',
    outcome: 'refused',
    ...denied,
    reasons: [reason],
  })
  const text = 'It gets nothing. You can close this page.'
  return messagePage(200, { title: 'The device is denied', text }, options.random)
}
