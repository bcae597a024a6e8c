import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Secret } from '@sallyport/protocol'

export type FormStep = 'sign-in' | 'consent' | 'device' | 'grants' | 'password' | 'logout'

/** The one form that a token is made for; what does not apply is empty. */
interface FormBinding {
  readonly step: FormStep
  /** Value of the browser cookie. */
  readonly browser: string
  readonly interactionId: string
  /** `sid` of the person who was shown the page. */
  readonly sessionId: string
}

/**
 * The token in a form: a MAC over the browser, the interaction, the step, and the session of the person
 * who was shown the page. A form of another step, person, tab or browser does not fit.
 * Security: this is the defence against CSRF; SameSite cookies and Sec-Fetch-Site stand before it.
 */
export function makeFormToken(secret: Secret<string>, binding: FormBinding): string {
  const { browser, interactionId, step, sessionId } = binding
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'sallyport form tokens', 32))
  return createHmac('sha256', key)
    .update(JSON.stringify([browser, interactionId, step, sessionId]))
    .digest('base64url')
}

/** Whether the token is the one made for this form. */
export function isFormToken(token: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(token ?? ''), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
