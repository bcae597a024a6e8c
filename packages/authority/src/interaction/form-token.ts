import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Secret } from '@sallyport/protocol'
import type { Interaction } from './interaction.ts'

export type FormStep = 'sign-in' | 'consent'

/**
 * The token in a form: a MAC over the browser, the interaction, the step, and (at consent) the session
 * of the person who was shown the page. A form of another step, person, tab or browser does not fit.
 * Security: this is the defence against CSRF; SameSite cookies and Sec-Fetch-Site stand before it.
 */
export function makeFormToken(
  secret: Secret<string>,
  interaction: Interaction,
  step: FormStep,
  sessionId: string,
): string {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'sallyport form tokens', 32))
  return createHmac('sha256', key)
    .update(JSON.stringify([interaction.browser, interaction.id, step, sessionId]))
    .digest('base64url')
}

/** Whether the token is the one made for this form. */
export function isFormToken(token: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(token ?? ''), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
