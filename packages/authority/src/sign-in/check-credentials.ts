import { createHash } from 'node:crypto'
import { accept, type Result, refuse } from '@sallyport/protocol'
import { addressBlock } from '@sallyport/protocol/peer'
import type { UserRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import { HasherBusy } from '../users/password-hasher.ts'
import { canonicalUsername } from '../users/username.ts'
import type { SignInLimits } from './sign-in-limits.ts'

/**
 * `wrong` covers everything that depends on the account: unknown, disabled, wrong password, held back.
 * What was really the case goes to the audit log alone, as `because`.
 */
export type CredentialsRefusal =
  | {
      readonly kind: 'wrong'
      readonly because: 'unknown_user' | 'disabled' | 'password' | 'held_back'
      readonly subject?: string
    }
  | { readonly kind: 'address_held_back'; readonly retryAfterSeconds: number }
  | { readonly kind: 'busy' }

/**
 * Judges a user name and a password.
 * Security: one password is hashed whether or not the account exists, is active or is held back, so
 * that neither the answer nor its time tells which (enumeration). The attempt is counted before it is
 * judged, so that parallel guesses cannot outrun the count. Keys hold a digest of the name: people type
 * passwords into that field.
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
    return refuse({ kind: 'address_held_back', retryAfterSeconds })
  }
  const username = canonicalUsername(typed.username)
  const accountKey = `sign-in account ${digest(username ?? typed.username)}`
  const forAccount = await limits.account.begin(accountKey)
  const user =
    username === undefined ? undefined : await options.store.users.findByUsername(username)
  let matches: boolean
  try {
    matches = await options.passwords.verify(user?.passwordHash, typed.password)
  } catch (error) {
    if (!(error instanceof HasherBusy)) throw error
    await limits.address.forgive(addressKey)
    if (forAccount.allowed) await limits.account.forgive(accountKey)
    return refuse({ kind: 'busy' })
  }
  if (user === undefined) return refuse({ kind: 'wrong', because: 'unknown_user' })
  const subject = user.sub
  if (!forAccount.allowed) return refuse({ kind: 'wrong', because: 'held_back', subject })
  if (!matches) return refuse({ kind: 'wrong', because: 'password', subject })
  if (user.status !== 'active') return refuse({ kind: 'wrong', because: 'disabled', subject })
  await limits.account.clear(accountKey)
  await limits.address.forgive(addressKey)
  return accept(user)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
