import type { AuthorityOptions } from '../authority-options.ts'
import { messagePage } from '../pages/message-page.ts'
import type { CredentialsRefusal } from './check-credentials.ts'

/** The page where a password was not even looked at. */
export function limitedPage(
  refusal: Exclude<CredentialsRefusal, { kind: 'wrong' }>,
  options: AuthorityOptions,
): Promise<Response> {
  if (refusal.kind === 'busy') {
    const message = {
      title: 'Too busy',
      text: 'Too many people sign in just now. Try again in a moment.',
    }
    return messagePage(503, message, options.random, { 'retry-after': '1' })
  }
  const seconds = Math.max(1, Math.ceil(Math.min(refusal.retryAfterSeconds, 86_400)))
  const message = {
    title: 'Too many failed attempts',
    text: 'Too many sign-ins from your network have failed. Wait a while and try again.',
  }
  return messagePage(429, message, options.random, { 'retry-after': String(seconds) })
}
