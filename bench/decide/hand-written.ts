/** The documents policy as one would write it by hand. */
export function handWrittenDocuments(input: DocumentsInput): boolean {
  const { user, action, resource, environment } = input
  if (user === undefined) return false
  if (action === 'read' && user.roles.includes('employee') && resource.sensitivity === 'public') {
    return true
  }
  const isOwner = resource.owner !== undefined && resource.owner === user.id
  if (action === 'read' && isOwner) return true
  if (action === 'write' && isOwner && environment.deviceTrust === 'high') return true
  const readsOrWrites = action === 'read' || action === 'write'
  return (
    readsOrWrites &&
    user.roles.includes('admin') &&
    environment.time >= '09:00' &&
    environment.time <= '17:00'
  )
}

interface DocumentsInput {
  readonly user?: { readonly id: string; readonly roles: readonly string[] }
  readonly action: string
  readonly resource: { readonly owner?: string; readonly sensitivity?: string }
  readonly environment: { readonly time: string; readonly deviceTrust?: string }
}

const rolesOf: { readonly [name: string]: readonly string[] } = {
  alice: ['guest'],
  bob: ['admin', 'guest'],
}
const permissions: {
  readonly [role: string]: readonly { readonly method: string; readonly path: string }[]
} = {
  guest: [{ method: 'GET', path: '/people' }],
  admin: [
    { method: 'GET', path: '/people' },
    { method: 'POST', path: '/people' },
  ],
}

/** The Envoy policy as one would write it by hand. */
export function handWrittenEnvoy(input: EnvoyInput): boolean {
  const { method, path, headers } = input.attributes.request.http
  const [, encoded = ''] = headers.authorization.split(' ')
  const [name = ''] = Buffer.from(encoded, 'base64url').toString().split(':')
  return (rolesOf[name] ?? []).some((role) =>
    (permissions[role] ?? []).some(
      (permission) => permission.method === method && permission.path === path,
    ),
  )
}

interface EnvoyInput {
  readonly attributes: {
    readonly request: {
      readonly http: {
        readonly method: string
        readonly path: string
        readonly headers: { readonly authorization: string }
      }
    }
  }
}
