import { findPostgres, findRedis } from '../../test/support/servers/find-programs.ts'
import { installPackages } from '../install-packages.ts'

/** Installs the servers of scaled stores where they are missing and can be had without asking. */
export function installServers(): void {
  const missing = [
    ...(findRedis() === undefined ? ['redis-server'] : []),
    ...(findPostgres() === undefined ? ['postgresql'] : []),
  ]
  if (missing.length > 0) installPackages(missing, 'which the tests of scaled stores need')
}
