import { accept, nowSeconds, type Result, refuse } from '@sallyport/protocol'
import { defaultLeewaySeconds } from '@sallyport/tokens'
import type { GuardSettings } from '../options/check-options.ts'
import type { Refusal } from '../refusals/refusal.ts'
import type { Authenticated } from './authenticate.ts'

/** Whether a token that was good when the request came is still, some time later. */
export function checkExpiry<Passed extends Authenticated>(
  passed: Passed,
  { clock }: GuardSettings,
): Result<Passed, Refusal> {
  const { principal } = passed
  return nowSeconds(clock) < principal.expiresAt + defaultLeewaySeconds
    ? accept(passed)
    : refuse({ code: 'token_invalid', reasons: ['expired'], principal })
}
