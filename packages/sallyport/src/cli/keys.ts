import { nearestName } from '@sallyport/protocol'
import type { KeyRotationOutcome } from '@sallyport/tokens'
import { algorithmsInUse } from '../start/algorithms-in-use.ts'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'
import type { ConfigurationOptions } from './load-configuration.ts'
import { renderTable, renderTime } from './terminal/render-table.ts'
import { withStore } from './with-store.ts'

/** `keys list`: oldest first, withdrawn ones too. */
export async function listKeys(world: CommandWorld, options: ConfigurationOptions) {
  const keys = await withStore(world, options, ({ store }) => store.keys.list())
  const rows = keys.map((key) => [
    key.kid,
    key.alg,
    key.status,
    renderTime(key.createdAt),
    renderTime(key.signsFrom),
    renderTime(key.retiredAt),
  ])
  const heading = ['KID', 'ALGORITHM', 'STATUS', 'CREATED', 'SIGNS FROM', 'ENDED']
  for (const line of renderTable(heading, rows)) await world.terminal.print(line)
}

interface RotateOptions extends ConfigurationOptions {
  readonly now?: boolean
}

/** `keys rotate`: the next key of each algorithm in use signs, where its time has come; the old ones verify on. */
export async function rotateKeys(world: CommandWorld, options: RotateOptions) {
  await withStore(world, options, async ({ configuration, keys, record }) => {
    for (const algorithm of algorithmsInUse(configuration)) {
      const outcome = await keys.rotate(algorithm, { force: options.now === true })
      if (outcome.kind === 'rotated') {
        await record({
          type: 'key.changed',
          resource: { type: 'key', id: outcome.kid },
          reasons: outcome.early ? ['rotated', 'forced'] : ['rotated'],
        })
      }
      await world.terminal.print(describeRotation(algorithm, outcome))
    }
  })
}

function describeRotation(algorithm: string, outcome: KeyRotationOutcome): string {
  const { kid } = outcome
  switch (outcome.kind) {
    case 'rotated':
      return `rotated ${algorithm}: ${kid} signs from now on`
    case 'raced':
      return `rotated ${algorithm}: another process was faster, and ${kid} signs from now on`
    case 'not_yet':
      return `not rotated ${algorithm}: ${kid} may sign from ${renderTime(outcome.signsFrom)}, when every verifier has it; \`--now\` does not wait`
  }
}

/** `keys compromise`: at once the key is published no more, signs no more, and what it signed is revoked. */
export async function compromiseKey(
  world: CommandWorld,
  kid: string,
  options: ConfigurationOptions,
) {
  await withStore(world, options, async ({ store, keys, record, recordRevocation }) => {
    const outcome = await keys.withdraw(kid)
    if (outcome.kind === 'unknown') {
      const known = (await store.keys.list()).map((key) => key.kid)
      const nearest = nearestName(kid, known)
      const hint =
        nearest === undefined ? 'see `sallyport keys list`' : `did you mean \`${nearest}\`?`
      throw new CommandRefused(1, `there is no key \`${kid}\`; ${hint}`)
    }
    if (outcome.kind === 'already_withdrawn') {
      throw new CommandRefused(1, `the key \`${kid}\` was withdrawn before; nothing was changed`)
    }
    await record({
      type: 'key.changed',
      resource: { type: 'key', id: kid },
      reasons: ['withdrawn'],
    })
    await recordRevocation({ kind: 'key', id: kid }, 'command_line')
    await world.terminal.print(`withdrew ${kid}, and revoked every token that it signed`)
    await world.terminal.print(`${outcome.algorithm}: ${outcome.signs} signs`)
  })
}
