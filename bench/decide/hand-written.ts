/** The policy of the documents example as one would write it by hand, reasons included. */
export function handWrittenDocuments(input: DocumentsInput): HandWrittenDecision {
  const { user, action, resource, environment } = input
  const isReading = action === 'read'
  const isWriting = action === 'write'
  const isOwner = resource.owner !== undefined && resource.owner === user?.id
  const isAdministrator = user?.roles.includes('admin') === true
  const allowed: string[] = []
  if (isReading && user?.roles.includes('employee') && resource.sensitivity === 'public') {
    allowed.push('employees read public documents')
  }
  if (isReading && isOwner) allowed.push('owners read their documents')
  if (isWriting && isOwner && environment.deviceTrust === 'high') {
    allowed.push('owners write from trusted devices')
  }
  const isOfficeHours = environment.time >= '09:00' && environment.time <= '17:00'
  if ((isReading || isWriting) && isAdministrator && isOfficeHours) {
    allowed.push('administrators within office hours')
  }
  if (allowed.length > 0) return { allow: true, reasons: allowed.sort() }
  const missing: string[] = []
  if (isWriting && isOwner) missing.push('writing needs a highly trusted device')
  if ((isReading || isWriting) && isAdministrator) missing.push('outside office hours')
  return { allow: false, reasons: missing.length > 0 ? missing.sort() : ['nothing allows it'] }
}

interface HandWrittenDecision {
  readonly allow: boolean
  readonly reasons: readonly string[]
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
