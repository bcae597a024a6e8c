import { accept, nowSeconds, type Result, refuse } from '@sallyport/protocol'
import { type AuthorityOptions, basePath } from '../authority-options.ts'
import { clearCookie } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Parameters } from '../http/form-parameters.ts'
import { pageResponse } from '../http/responses.ts'
import { signInFirst } from '../interaction/dispatch.ts'
import { openSessionForm, sessionFormToken } from '../interaction/open-form.ts'
import type { Openings } from '../interaction/openings.ts'
import { makeNonce } from '../pages/message-page.ts'
import { loadSession, type Session } from '../session/session.ts'
import { type CredentialsRefusal, checkCredentials } from '../sign-in/check-credentials.ts'
import { limitedPage } from '../sign-in/limited-page.ts'
import { recordLimited } from '../sign-in/record-limited.ts'
import type { SignInLimits } from '../sign-in/sign-in-limits.ts'
import { HasherBusy } from '../users/password-hasher.ts'
import { checkNewPassword } from '../users/password-rules.ts'
import { renderPasswordChanged, renderPasswordPage } from './render-password-page.ts'

const PATH = '/grants/password'

/** GET /grants/password: the form, for the person who is signed in; without one, sign in first. */
export async function showPassword(
  exchange: Exchange,
  options: AuthorityOptions,
  openings: Openings,
): Promise<Response> {
  const session = await loadSession(exchange, options)
  if (session === undefined) return signInFirst(PATH, exchange, options, openings)
  return passwordPage(200, session, options)
}

/**
 * POST /grants/password: the password now, the new one twice; the account has the new one, and every
 * session, grant and token of the person ends, those of this browser too.
 * Security: the password now is judged as at sign-in, with the same back-off, so that a browser left
 * alone is no place to guess it.
 */
export async function changePassword(
  exchange: Exchange,
  options: AuthorityOptions,
  openings: Openings,
  limits: SignInLimits,
): Promise<Response> {
  const session = await loadSession(exchange, options)
  if (session === undefined) return signInFirst(PATH, exchange, options, openings)
  const form = await openSessionForm(exchange, options, 'password', session)
  if (!form.ok) return form.refusal
  const { user } = session
  const typed = { username: user.username, password: form.value.get('current_password') ?? '' }
  const checked = await checkCredentials(typed, exchange, options, limits)
  if (!checked.ok) return refuseChange(checked.refusal, session, exchange, options)
  if (checked.value.sub !== user.sub) return signInFirst(PATH, exchange, options, openings)
  const chosen = checkChoice(form.value, typed)
  if (!chosen.ok) return passwordPage(400, session, options, chosen.refusal)
  const passwordHash = await hashInTurn(chosen.value, options)
  if (passwordHash === undefined) return limitedPage({ kind: 'busy' }, options)
  const isChanged = await options.store.users.changePassword({
    sub: user.sub,
    from: checked.value.passwordHash ?? '',
    to: passwordHash,
    // Hashing takes a while: what was issued meanwhile ends too.
    now: nowSeconds(options.clock),
  })
  if (!isChanged) return passwordPage(409, session, options, 'It was changed meanwhile. Try again.')
  await exchange.record({
    type: 'user.changed',
    outcome: 'success',
    subject: user.sub,
    reasons: ['password_changed_by_user'],
  })
  const nonce = makeNonce(options.random)
  const html = await renderPasswordChanged(basePath(options.issuer), nonce)
  const cookies = [clearCookie('__Host-sallyport-session')]
  return pageResponse(200, html, { nonce }, { cookies })
}

/** The new password as it will be kept; refused with a sentence for the person. */
function checkChoice(
  fields: Parameters,
  { username, password }: { readonly username: string; readonly password: string },
): Result<string, string> {
  const chosen = fields.get('new_password') ?? ''
  if (chosen !== (fields.get('new_password_again') ?? '')) {
    return refuse('The new password was not the same twice.')
  }
  if (chosen === password) return refuse('The new password is the one you have.')
  const judged = checkNewPassword(chosen, { username })
  return judged.ok ? accept(judged.value) : refuse(`The new password ${judged.refusal}.`)
}

async function hashInTurn(
  password: string,
  options: AuthorityOptions,
): Promise<string | undefined> {
  try {
    return await options.passwords.hash(password)
  } catch (error) {
    if (error instanceof HasherBusy) return undefined
    throw error
  }
}

async function refuseChange(
  refusal: CredentialsRefusal,
  session: Session,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  const { user, record } = session
  const about = { subject: user.sub, sessionId: record.sessionId }
  if (refusal.kind !== 'wrong') {
    await recordLimited(refusal, about, exchange)
    return limitedPage(refusal, options)
  }
  const reasons = [refusal.because]
  await exchange.record({ type: 'sign_in.failed', outcome: 'refused', ...about, reasons })
  return passwordPage(400, session, options, 'The password you have now was not right.')
}

async function passwordPage(
  status: number,
  session: Session,
  options: AuthorityOptions,
  problem?: string,
): Promise<Response> {
  const nonce = makeNonce(options.random)
  const html = await renderPasswordPage({
    username: session.user.username,
    ...(problem === undefined ? {} : { problem }),
    base: basePath(options.issuer),
    formToken: sessionFormToken(session, 'password', options),
    nonce,
  })
  return pageResponse(status, html, { nonce })
}
