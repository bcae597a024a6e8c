import { accept, type Result, refuse } from '@sallyport/protocol'
import { addressBlock } from '@sallyport/protocol/peer'
import type { UserRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import { isBlocked } from '../users/is-active.ts'
import { HasherBusy } from '../users/password-hasher.ts'
import { canonicalUsername } from '../users/username.ts'
import { signInAccountKey } from './account-key.ts'
import { findKnownBrowser } from './known-browser.ts'
import type { SignInLimits } from './sign-in-limits.ts'

/**
 * `wrong` covers everything that depends on the account: unknown, disabled, blocked, wrong password, held back.
 * What was really the case goes to the audit log alone, as `because`.
 */
export type CredentialsRefusal =
  | {
      readonly kind: 'wrong'
      readonly because: 'unknown_user' | 'disabled' | 'blocked' | 'password' | 'held_back'
      readonly subject?: string
    }
  | {
      readonly kind: 'address_held_back'
      readonly retryAfterSeconds: number
      /** How many of these to record; undefined: none, as that was done a short while ago. */
      readonly times: number | undefined
    }
  | { readonly kind: 'busy' }

/**
 * Judges a user name and a password.
 * Security: one password is hashed whether or not the account exists, is active, blocked or held back, so
 * that neither the answer nor its time tells which (enumeration). The attempt is counted before it is
 * judged, so that parallel guesses cannot outrun the count.
 */
export async function checkCredentials(
  typed: { readonly username: string; readonly password: string },
  exchange: Exchange,
  options: AuthorityOptions,
  limits: SignInLimits,
): Promise<Result<UserRecord, CredentialsRefusal>> {
  const addressKey = `sign-in address ${addressBlock(exchange.address ?? '')}`
  const fromAddress = await limits.address.begin(addressKey)
  if (!fromAddress.allowed) {
    const { retryAfterSeconds } = fromAddress
    const times = limits.heldBack.note(addressKey)
    return refuse({ kind: 'address_held_back', retryAfterSeconds, times })
  }
  const username = canonicalUsername(typed.username)
  const user =
    username === undefined ? undefined : await options.store.users.findByUsername(username)
  const forAccount = await beginAttempt(typed.username, user, exchange, options, limits)
  let matches: boolean
  try {
    matches = await options.passwords.verify(user?.passwordHash, typed.password)
  } catch (error) {
    if (!(error instanceof HasherBusy)) throw error
    await limits.address.forgive(addressKey)
    if (forAccount.allowed) await forAccount.forgive()
    return refuse({ kind: 'busy' })
  }
  if (user === undefined) return refuse({ kind: 'wrong', because: 'unknown_user' })
  const subject = user.sub
  if (!forAccount.allowed) return refuse({ kind: 'wrong', because: 'held_back', subject })
  if (!matches) return refuse({ kind: 'wrong', because: 'password', subject })
  if (user.status !== 'active') return refuse({ kind: 'wrong', because: 'disabled', subject })
  if (isBlocked(user, exchange.now)) return refuse({ kind: 'wrong', because: 'blocked', subject })
  await forAccount.clear()
  await limits.address.forgive(addressKey)
  return accept(user)
}

/** An attempt that was counted, if it is allowed; success forgets all that failed under its keys. */
interface Attempt {
  readonly allowed: boolean
  clear(): Promise<void>
  /** Not judged after all. */
  forgive(): Promise<void>
}

/**
 * Counts the attempt: from a browser that is known for the account on its own, as long as it has tries
 * left; from all others, and then from that one too, with the account.
 */
async function beginAttempt(
  typed: string,
  user: UserRecord | undefined,
  exchange: Exchange,
  options: AuthorityOptions,
  { account, knownBrowser }: SignInLimits,
): Promise<Attempt> {
  const accountKey = signInAccountKey(typed)
  const known = user === undefined ? undefined : findKnownBrowser(user, exchange, options)
  const knownKey = `${accountKey} known ${known}`
  if (known !== undefined) {
    const verdict = await knownBrowser.begin(knownKey)
    if (verdict.allowed || Number.isFinite(verdict.retryAfterSeconds)) {
      return {
        allowed: verdict.allowed,
        clear: () => knownBrowser.clear(knownKey),
        forgive: () => knownBrowser.forgive(knownKey),
      }
    }
  }
  const { allowed } = await account.begin(accountKey)
  return {
    allowed,
    clear: async () => {
      await account.clear(accountKey)
      if (known !== undefined) await knownBrowser.clear(knownKey)
    },
    forgive: () => account.forgive(accountKey),
  }
}
