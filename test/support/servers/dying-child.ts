import { readdirSync, readFileSync } from 'node:fs'
import { ownPostgres, ownRedis } from './own-servers.ts'

/** Starts two servers, stops them, prints their folders and the ids of all that runs there; then waits. */
const never = { after: () => {} }
const servers = await Promise.all([ownRedis(never), ownPostgres(never)])
const ids = processes().filter(({ root }) => root === process.pid)
for (const server of servers) await server.pause()
console.log(
  JSON.stringify({
    folders: servers.map(({ folder }) => folder),
    ids: ids.map(({ id }) => id),
  }),
)
setInterval(() => {}, 60_000)

/** Every process and the ancestor of it that is a child of ours, or ourselves. */
function processes() {
  const parents = new Map<number, number>()
  for (const id of readdirSync('/proc').map(Number)) {
    try {
      const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
      parents.set(id, Number(stat.split(') ')[1]?.split(' ')[1]))
    } catch {
      // No process, or one that has ended.
    }
  }
  const rootOf = (id: number): number => {
    const parent = parents.get(id) ?? 0
    return parent === process.pid || parent === 0 ? parent : rootOf(parent)
  }
  return [...parents.keys()].map((id) => ({ id, root: rootOf(id) }))
}
