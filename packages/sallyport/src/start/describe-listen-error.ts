import type { ListenAddress } from '../configuration/configuration.ts'

/** Why an address cannot be had and what to do about it; any other error as it is. */
export function describeListenError(
  error: unknown,
  { host, port }: Pick<ListenAddress, 'host' | 'port'>,
): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(
        `port ${port} of ${host} is in use; stop the other program or change \`listen\``,
      )
    case 'EACCES':
      return new Error(
        `port ${port} of ${host} is not for this user; take one above 1023 or change \`listen\``,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(`${host} is no address of this machine; change \`listen\``)
    default:
      return error
  }
}
