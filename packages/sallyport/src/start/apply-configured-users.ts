import type { PasswordHasher } from '@sallyport/authority'
import {
  type Clock,
  nowSeconds,
  type RandomBytes,
  type Recorder,
  Secret,
} from '@sallyport/protocol'
import type { Store, UserRecord } from '@sallyport/store'
import type { Configuration, ConfiguredUser } from '../configuration/configuration.ts'

/** A password that was made because nobody had set one; shown once. */
export interface GeneratedPassword {
  readonly username: string
  readonly password: Secret<string>
}

interface World {
  readonly store: Store
  readonly passwords: PasswordHasher
  readonly recorder: Recorder
  readonly clock: Clock
  readonly random: RandomBytes
  readonly requestId: string
}

/**
 * Brings the users of the configuration into the store; all others belong to the command line.
 * A user without a password keeps the one it has; one that has none gets one in `dev`, and in `serve`
 * cannot sign in until `sallyport users passwd`. Whoever was disabled stays disabled. Changed roles,
 * department, scopes or password revoke what was issued on the old ones.
 */
export async function applyConfiguredUsers(
  configuration: Configuration,
  world: World,
): Promise<readonly GeneratedPassword[]> {
  const generated: GeneratedPassword[] = []
  for (const user of configuration.users) {
    const made = await applyUser(user, configuration, world)
    if (made !== undefined) generated.push(made)
  }
  return generated
}

async function applyUser(
  user: ConfiguredUser,
  configuration: Configuration,
  world: World,
): Promise<GeneratedPassword | undefined> {
  const { store, clock, random } = world
  const now = nowSeconds(clock)
  const before = await store.users.findByUsername(user.username)
  if (before !== undefined && user.sub !== undefined && user.sub !== before.sub) {
    throw new Error(
      `user \`${user.username}\` exists with another \`sub\`: remove \`sub\` from the configuration or use the one that exists`,
    )
  }
  const made = await choosePassword(user, before, configuration, world)
  const next: UserRecord = {
    sub: before?.sub ?? user.sub ?? Buffer.from(random(16)).toString('base64url'),
    username: user.username,
    ...(user.name === undefined ? {} : { name: user.name }),
    ...(user.email === undefined ? {} : { email: user.email }),
    ...(made.hash === undefined ? {} : { passwordHash: made.hash }),
    roles: user.roles,
    ...(user.department === undefined ? {} : { department: user.department }),
    scopes: user.scopes,
    status: before?.status ?? 'active',
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  }
  if (before !== undefined && sameUser(before, next)) return undefined
  // Another node of the same configuration, started at the same moment, may be faster.
  const startOver = async () =>
    before === undefined && (await store.users.findByUsername(user.username)) !== undefined
      ? applyUser(user, configuration, world)
      : refuseName(user)
  if (before === undefined && (await isTaken(next.sub, store))) return startOver()
  // A name and an address are what clients ask for, never what anything was issued on.
  const isRevoking = before !== undefined && !sameEntitlement(before, next)
  // Before the change, which the next start would not see as one if only this were missing.
  await recordChange(next.sub, isRevoking, world)
  const kept = await (isRevoking ? store.users.saveAndRevoke(next, now) : store.users.save(next))
  if (kept === 'conflict') return startOver()
  return made.generated === undefined
    ? undefined
    : { username: user.username, password: made.generated }
}

async function choosePassword(
  user: ConfiguredUser,
  before: UserRecord | undefined,
  configuration: Configuration,
  { passwords, random }: World,
): Promise<{ readonly hash?: string; readonly generated?: Secret<string> }> {
  if (user.password !== undefined) {
    const typed = user.password.reveal()
    const known = before?.passwordHash
    const same = known !== undefined && (await passwords.verify(known, typed))
    return { hash: same ? known : await passwords.hash(typed) }
  }
  if (before?.passwordHash !== undefined) return { hash: before.passwordHash }
  if (configuration.command === 'serve') return {}
  const generated = new Secret(makePassword(random))
  return { hash: await passwords.hash(generated.reveal()), generated }
}

/** 100 random bits in five groups that are easy to copy, without letters that look alike. */
function makePassword(random: RandomBytes): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789x'
  const text = [...random(20)].map((byte) => letters[byte % 32]).join('')
  return (text.match(/.{4}/g) ?? []).join('-')
}

function sameUser(a: UserRecord, b: UserRecord): boolean {
  return a.name === b.name && a.email === b.email && sameEntitlement(a, b)
}

function sameEntitlement(a: UserRecord, b: UserRecord): boolean {
  const facts = ({ passwordHash, roles, department, scopes }: UserRecord) =>
    JSON.stringify([passwordHash, roles, department, scopes])
  return facts(a) === facts(b)
}

async function isTaken(sub: string, { users, clients }: Store): Promise<boolean> {
  return (await users.findBySub(sub)) !== undefined || (await clients.find(sub)) !== undefined
}

function refuseName({ username }: ConfiguredUser): never {
  throw new Error(`user \`${username}\`: its \`sub\` or name is taken by another user or client`)
}

async function recordChange(
  subject: string,
  hasRevoked: boolean,
  { recorder, requestId }: World,
): Promise<void> {
  const about = { outcome: 'success', requestId, subject } as const
  if (hasRevoked) {
    await recorder.record({ type: 'token.revoked', ...about, reasons: ['user_changed'] })
  }
  await recorder.record({ type: 'user.changed', ...about, reasons: ['configuration'] })
}
