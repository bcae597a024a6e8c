import { readFileSync } from 'node:fs'
import { shareServers } from '../../test/support/servers/share-servers.ts'
import { sharedServersSkip } from '../../test/support/servers/shared-servers.ts'
import { installServers } from './install-servers.ts'

/** What such a file imports hands out servers: those that tests share, or of a test's own. */
const sharing = /(?:shared|scaled)-servers\.ts'/
const owning = /own-servers\.ts'/

/**
 * Prepares the servers that some of the test files need: installs them where they are missing, and starts
 * those that tests share and the environment does not name, all empty. Their addresses go into the
 * environment, which the tests inherit. Answers how to stop them; they end with this process at the latest.
 */
export async function startTestServers(files: readonly string[]): Promise<() => Promise<void>> {
  const texts = files.map((file) => readFileSync(file, 'utf8'))
  const needsShared = texts.some((text) => sharing.test(text)) && sharedServersSkip() !== false
  if (needsShared || texts.some((text) => owning.test(text))) installServers()
  if (!needsShared) return async () => {}
  const servers = await shareServers(console.log)
  return () => servers.close()
}
