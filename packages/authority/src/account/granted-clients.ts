import type { ConsentRecord, LiveGrant } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Session } from '../session/session.ts'

/** A client that can act for the person, or need not ask again. */
export interface GrantedClient {
  readonly clientId: string
  /** As the client calls itself; absent where it has no name or is gone. */
  readonly clientName?: string
  /** Nobody but the client itself vouches for the name. */
  readonly isUnverified: boolean
  readonly scope: readonly string[]
  readonly resources: readonly string[]
  /** When the person last allowed it or signed in for it; seconds since the epoch. */
  readonly grantedAt: number
  /** When it last used a refresh token; seconds since the epoch. */
  readonly lastUsedAt?: number
}

/** What a person has granted, a client a row: live grants, and consents that are remembered. */
export async function loadGrantedClients(
  { user }: Session,
  now: number,
  options: AuthorityOptions,
): Promise<readonly GrantedClient[]> {
  const { grants, consents, clients } = options.store
  const live = await grants.listLive({ subject: user.sub }, now)
  const remembered = await consents.listBySubject(user.sub)
  const ids = new Set([...live, ...remembered].map(({ clientId }) => clientId))
  return Promise.all(
    [...ids].sort().map(async (clientId) => {
      const client = await clients.find(clientId)
      const name = client?.client_name
      return {
        clientId,
        ...(name === undefined ? {} : { clientName: name }),
        isUnverified: client?.origin !== 'operator',
        ...summarise(
          live.filter((grant) => grant.clientId === clientId),
          remembered.filter((consent) => consent.clientId === clientId),
          options,
        ),
      }
    }),
  )
}

function summarise(
  live: readonly LiveGrant[],
  remembered: readonly ConsentRecord[],
  { issuer }: AuthorityOptions,
) {
  const scope = new Set([...live, ...remembered].flatMap((one) => one.scope))
  const resources = new Set([
    ...live.flatMap((grant) => grant.resources),
    ...remembered.map(({ resource }) => resource),
  ])
  // The authority itself, which is asked who the person is, is no API of the client's.
  resources.delete(issuer)
  const times = [
    ...live.map(({ authTime }) => authTime),
    ...remembered.map(({ grantedAt }) => grantedAt),
  ]
  const uses = live.flatMap(({ lastUsedAt }) => (lastUsedAt === undefined ? [] : [lastUsedAt]))
  return {
    scope: [...scope],
    resources: [...resources],
    grantedAt: Math.max(...times),
    ...(uses.length === 0 ? {} : { lastUsedAt: Math.max(...uses) }),
  }
}
