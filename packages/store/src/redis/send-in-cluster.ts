import { setTimeout as wait } from 'node:timers/promises'
import { type Cluster, Command } from 'ioredis'

/** Between two looks for a node that is connected. */
const retryEveryMs = 50

/**
 * Sends a command to its node of a Cluster, waiting at most `timeoutMs` for a node that is just being
 * connected. Invariant: what has gone out is never sent again, since a node may have done it before it hung
 * up; a swap of a refresh token that is run twice is a token used twice.
 */
export async function sendInCluster(
  driver: Cluster,
  name: string,
  words: readonly (string | number)[],
  timeoutMs: number,
): Promise<unknown> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const command = new NotedCommand(name, [...words], { replyEncoding: 'utf8' })
    try {
      return await driver.sendCommand(command)
    } catch (error) {
      if (command.hasGoneOut || driver.status !== 'ready' || !isClosed(error)) throw error
      if (performance.now() + retryEveryMs >= deadline) throw error
    }
    driver.refreshSlotsCache()
    await wait(retryEveryMs)
  }
}

class NotedCommand extends Command {
  hasGoneOut = false

  override toWritable(socket: object): string | Buffer {
    this.hasGoneOut = true
    return super.toWritable(socket)
  }
}

/** The driver says the same of a connection that is not there yet and of one that is lost. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && error.message === 'Connection is closed.'
}
