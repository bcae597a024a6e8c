import { fitForAudit } from '@sallyport/audit'
import {
  canonicalUsername,
  createPasswordHasher,
  isBlocked,
  signInAccountKey,
} from '@sallyport/authority'
import type { UserRecord } from '@sallyport/store'
import { readUser } from '../configuration/keys/users.ts'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'
import type { ConfigurationOptions } from './load-configuration.ts'
import { readTyped } from './read-typed.ts'
import { type PasswordOptions, readNewPassword } from './terminal/read-new-password.ts'
import { renderNames, renderTable, renderTime } from './terminal/render-table.ts'
import { type OpenStore, withStore } from './with-store.ts'

interface AddUserOptions extends ConfigurationOptions, PasswordOptions {
  readonly sub?: string
  readonly name?: string
  readonly email?: string
  readonly role?: readonly string[]
  readonly department?: string
  readonly scope?: readonly string[]
}

/** `users add`: refused where the name or the subject is taken. */
export async function addUser(world: CommandWorld, name: string, options: AddUserOptions) {
  const typed = {
    username: name,
    ...(options.sub === undefined ? {} : { sub: options.sub }),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.email === undefined ? {} : { email: options.email }),
    roles: options.role ?? [],
    ...(options.department === undefined ? {} : { department: options.department }),
    scopes: options.scope ?? [],
  }
  const user = readTyped(world, readUser, typed, optionNames)
  await withStore(world, options, async ({ store, now, record, warnUnoffered }) => {
    const { username } = user
    if ((await store.users.findByUsername(username)) !== undefined) {
      throw new CommandRefused(1, `there is a user \`${username}\` already`)
    }
    if (user.sub !== undefined && (await store.users.findBySub(user.sub)) !== undefined) {
      throw new CommandRefused(1, `there is a user with the subject \`${user.sub}\` already`)
    }
    const { password, generated } = await readNewPassword(world, username, options)
    const passwordHash = await createPasswordHasher().hash(password.reveal())
    const createdAt = now()
    const created: UserRecord = {
      sub: user.sub ?? Buffer.from(world.random(16)).toString('base64url'),
      username,
      ...(user.name === undefined ? {} : { name: user.name }),
      ...(user.email === undefined ? {} : { email: user.email }),
      passwordHash,
      roles: user.roles,
      ...(user.department === undefined ? {} : { department: user.department }),
      scopes: user.scopes,
      status: 'active',
      createdAt,
      updatedAt: createdAt,
    }
    const refuseNames = () => {
      throw new CommandRefused(
        1,
        `the name \`${username}\` or the subject \`${created.sub}\` is taken by another user or client`,
      )
    }
    if ((await store.clients.find(created.sub)) !== undefined) refuseNames()
    await record({ type: 'user.changed', subject: fitForAudit(created.sub), reasons: ['added'] })
    if ((await store.users.save(created)) === 'conflict') refuseNames()
    warnUnoffered(user.scopes)
    await world.terminal.print(`added ${username}, subject ${created.sub}`)
    if (generated) await printOnce(world, password.reveal())
  })
}

const optionNames = new Map([
  ['sub', '--sub'],
  ['name', '--name'],
  ['email', '--email'],
  ['roles', '--role'],
  ['department', '--department'],
  ['scopes', '--scope'],
])

/** `users list`. */
export async function listUsers(world: CommandWorld, options: ConfigurationOptions) {
  const { users, at } = await withStore(world, options, async ({ store, now }) => ({
    users: await store.users.list(),
    at: now(),
  }))
  const rows = users.map((user) => [
    user.username,
    user.sub,
    describeStatus(user, at),
    user.passwordHash === undefined ? 'no' : 'yes',
    renderNames(user.roles),
    user.department ?? '-',
    renderNames(user.scopes),
    renderTime(user.createdAt),
  ])
  const heading = ['USERNAME', 'SUBJECT', 'STATUS', 'PASSWORD', 'ROLES', 'DEPARTMENT', 'SCOPES']
  for (const line of renderTable([...heading, 'CREATED'], rows)) await world.terminal.print(line)
}

/** A block that has run out is none. */
function describeStatus(user: UserRecord, at: number): string {
  const { status, blockedUntil } = user
  return isBlocked(user, at) ? `${status}, blocked until ${renderTime(blockedUntil)}` : status
}

/** `users disable`: no sign-in from now on, and every token, session and grant of the user ends. */
export async function disableUser(
  world: CommandWorld,
  name: string,
  options: ConfigurationOptions,
) {
  await withStore(world, options, async (open) => {
    const user = await findUser(open, name)
    await open.saveAndRevoke({ ...user, status: 'disabled' }, 'user_disabled')
    await open.record({
      type: 'user.changed',
      subject: fitForAudit(user.sub),
      reasons: ['disabled'],
    })
    await world.terminal.print(`disabled ${user.username}; every token of the user is revoked`)
  })
}

/**
 * `users passwd`: a new password; every token, session and grant made with the old one ends, and an
 * account that was locked is so no more.
 */
export async function changePassword(
  world: CommandWorld,
  name: string,
  options: ConfigurationOptions & PasswordOptions,
) {
  await withStore(world, options, async (open) => {
    const { username } = await findUser(open, name)
    const { password, generated } = await readNewPassword(world, username, options)
    const passwordHash = await createPasswordHasher().hash(password.reveal())
    // Read again: typing took a while, and what another command changed meanwhile must stay.
    const user = await findUser(open, name)
    await open.saveAndRevoke({ ...user, passwordHash }, 'password_changed')
    await forgetFailures(open, user)
    await open.record({
      type: 'user.changed',
      subject: fitForAudit(user.sub),
      reasons: ['password'],
    })
    await world.terminal.print(`changed the password of ${username}; every token is revoked`)
    if (generated) await printOnce(world, password.reveal())
    const configured = open.configuration.users.find((one) => one.username === username)
    if (configured?.password !== undefined) {
      world.terminal.warn(
        `warning: the configuration has a password for \`${username}\`, which replaces this one when the server starts`,
      )
    }
  })
}

/** `users unlock`: lets the account be tried again after too many wrong passwords. */
export async function unlockUser(world: CommandWorld, name: string, options: ConfigurationOptions) {
  await withStore(world, options, async (open) => {
    const user = await findUser(open, name)
    await forgetFailures(open, user)
    await open.record({
      type: 'user.changed',
      subject: fitForAudit(user.sub),
      reasons: ['unlocked'],
    })
    await world.terminal.print(`unlocked ${user.username}; failed sign-ins are forgotten`)
  })
}

/** `users unblock`: lifts the block of one whose refresh token was used twice. */
export async function unblockUser(
  world: CommandWorld,
  name: string,
  options: ConfigurationOptions,
) {
  await withStore(world, options, async (open) => {
    const user = await findUser(open, name)
    const at = open.now()
    if (!isBlocked(user, at)) throw new CommandRefused(1, `\`${user.username}\` is not blocked`)
    // Before the change: nobody is let in again without a trace.
    await open.record({
      type: 'user.changed',
      subject: fitForAudit(user.sub),
      reasons: ['unblocked'],
    })
    await open.store.users.unblock(user.sub, at)
    await world.terminal.print(`unblocked ${user.username}, who must sign in again`)
  })
}

function forgetFailures({ store }: OpenStore, { username }: UserRecord): Promise<void> {
  return store.failures.clear(signInAccountKey(username))
}

async function findUser({ store }: OpenStore, name: string): Promise<UserRecord> {
  const username = canonicalUsername(name)
  const user = username === undefined ? undefined : await store.users.findByUsername(username)
  if (user === undefined) {
    throw new CommandRefused(1, 'there is no such user; see `sallyport users list`')
  }
  return user
}

async function printOnce({ terminal }: CommandWorld, password: string): Promise<void> {
  await terminal.print(`password: ${password}`)
  terminal.warn('the password is shown this once only')
}
