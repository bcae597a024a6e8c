import { fitForAudit } from '@sallyport/audit'
import type { RevocationTarget } from '@sallyport/protocol'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'
import type { ConfigurationOptions } from './load-configuration.ts'
import { withStore } from './with-store.ts'

export interface RevokeOptions extends ConfigurationOptions {
  readonly token?: string
  readonly session?: string
  readonly grant?: string
  readonly client?: string
  readonly subject?: string
  readonly all?: boolean
}

/** `revoke`: exactly one target. */
export async function revoke(world: CommandWorld, options: RevokeOptions) {
  const target = readTarget(options)
  await withStore(world, options, (open) => open.revoke(target, 'command_line'))
  const { terminal } = world
  await terminal.print(
    target.kind === 'all' ? 'revoked everything issued so far' : `revoked the ${target.kind}`,
  )
}

function readTarget(options: RevokeOptions): RevocationTarget {
  const targets: RevocationTarget[] = []
  for (const kind of ['token', 'session', 'grant', 'client', 'subject'] as const) {
    const id = options[kind]
    if (id !== undefined) targets.push({ kind, id: checkId(kind, id) })
  }
  if (options.all === true) targets.push({ kind: 'all' })
  const [target] = targets
  if (target === undefined || targets.length > 1) {
    throw new CommandRefused(
      2,
      'name exactly one of `--token`, `--session`, `--grant`, `--client`, `--subject` and `--all`',
    )
  }
  return target
}

/**
 * Security: a whole token pasted here would end up in the feed. Ids that we make are short and look
 * like no secret; those of clients and subjects may be anything.
 */
function checkId(kind: string, id: string): string {
  const isOurs = kind !== 'client' && kind !== 'subject'
  if (isOurs && fitForAudit(id) !== id) {
    throw new CommandRefused(2, `\`--${kind}\` takes an id, not a token: give the token's \`jti\``)
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(id)) {
    throw new CommandRefused(
      2,
      `\`--${kind}\` takes 1 to 255 printable ASCII characters without spaces`,
    )
  }
  return id
}
