import { algorithmsInUse } from '../start/algorithms-in-use.ts'
import type { CommandWorld } from './command-world.ts'
import type { ConfigurationOptions } from './load-configuration.ts'
import { renderTable, renderTime } from './terminal/render-table.ts'
import { withStore } from './with-store.ts'

/** `keys list`: oldest first. */
export async function listKeys(world: CommandWorld, options: ConfigurationOptions) {
  const keys = await withStore(world, options, ({ store }) => store.keys.list())
  const rows = keys.map((key) => [
    key.kid,
    key.alg,
    key.status,
    renderTime(key.createdAt),
    renderTime(key.retiredAt),
  ])
  const heading = ['KID', 'ALGORITHM', 'STATUS', 'CREATED', 'RETIRED']
  for (const line of renderTable(heading, rows)) await world.terminal.print(line)
}

/** `keys rotate`: a new signing key for each algorithm in use; the old ones verify on. */
export async function rotateKeys(world: CommandWorld, options: ConfigurationOptions) {
  await withStore(world, options, async ({ configuration, ring, record }) => {
    for (const algorithm of algorithmsInUse(configuration)) {
      const keys = ring(algorithm)
      // Opens every key first: under another secret than the server's it must not get as far as a
      // key that the server cannot use.
      await keys.publicKeys()
      const kid = await keys.rotate()
      await record({
        type: 'key.changed',
        resource: { type: 'key', id: kid },
        reasons: ['rotated'],
      })
      await world.terminal.print(`rotated ${algorithm}: ${kid} signs from now on`)
    }
  })
}
