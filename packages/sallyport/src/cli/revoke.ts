import { canonicalUsername } from '@sallyport/authority'
import { nearestName, type RevocationTarget } from '@sallyport/protocol'
import { findTargetIdProblem, type NamedKind, namedKinds } from '../operator/target-id.ts'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'
import type { ConfigurationOptions } from './load-configuration.ts'
import { type OpenStore, withStore } from './with-store.ts'

interface RevokeOptions extends ConfigurationOptions {
  readonly token?: string
  readonly session?: string
  readonly grant?: string
  readonly client?: string
  readonly subject?: string
  readonly all?: boolean
}

/**
 * `revoke`: exactly one target. One that the store does not know is revoked all the same, since what
 * was deleted may have left tokens behind, with a warning, since most likely it is mistyped.
 */
export async function revoke(world: CommandWorld, options: RevokeOptions) {
  const typed = readTarget(options)
  const { terminal } = world
  await withStore(world, options, async (open) => {
    const { target, doubt } = await recognise(typed, open)
    await open.revoke(target, 'command_line')
    if (doubt !== undefined) terminal.warn(`warning: ${doubt}`)
  })
  await terminal.print(
    typed.kind === 'all' ? 'revoked everything issued so far' : `revoked the ${typed.kind}`,
  )
}

interface Recognised {
  readonly target: RevocationTarget
  /** What the operator should know; absent: the store knows the target, or cannot (tokens, sessions). */
  readonly doubt?: string
}

/** The target that was meant: a user's name stands for the subject, unless it is somebody's subject. */
async function recognise(target: RevocationTarget, { store }: OpenStore): Promise<Recognised> {
  if (target.kind === 'subject') {
    const { id } = target
    if ((await store.users.findBySub(id)) !== undefined) return { target }
    const username = canonicalUsername(id)
    const named = username === undefined ? undefined : await store.users.findByUsername(username)
    if (named !== undefined) {
      const doubt = `\`${id}\` is a user name; what was revoked is its subject \`${named.sub}\``
      return { target: { kind: 'subject', id: named.sub }, doubt }
    }
    const names = (await store.users.list()).flatMap((user) => [user.username, user.sub])
    return { target, doubt: unknown('user with the subject', id, names) }
  }
  if (target.kind === 'client' && (await store.clients.find(target.id)) === undefined) {
    const names = (await store.clients.list()).map(({ client_id: clientId }) => clientId)
    return { target, doubt: unknown('client', target.id, names) }
  }
  if (target.kind === 'grant' && (await store.grants.find(target.id)) === undefined) {
    return { target, doubt: unknown('grant', target.id, []) }
  }
  return { target }
}

function unknown(what: string, id: string, names: readonly string[]): string {
  const nearest = nearestName(id, names)
  const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`
  return `there is no ${what} \`${id}\`${hint}`
}

function readTarget(options: RevokeOptions): RevocationTarget {
  const targets: RevocationTarget[] = []
  for (const kind of namedKinds) {
    const id = options[kind]
    if (id !== undefined) targets.push({ kind, id: checkId(kind, id) })
  }
  if (options.all === true) targets.push({ kind: 'all' })
  const [target] = targets
  if (target === undefined || targets.length > 1) {
    throw new CommandRefused(
      2,
      'name exactly one of `--token`, `--session`, `--grant`, `--client`, `--subject` and `--all`, such as `sallyport revoke --subject alice`',
    )
  }
  return target
}

function checkId(kind: NamedKind, id: string): string {
  switch (findTargetIdProblem(kind, id)) {
    case 'looks_like_token':
      throw new CommandRefused(
        2,
        `\`--${kind}\` takes an id, not a token: give the token's \`jti\``,
      )
    case 'not_printable':
      throw new CommandRefused(
        2,
        `\`--${kind}\` takes 1 to 255 printable ASCII characters without spaces`,
      )
    case undefined:
      return id
  }
}
