import { type AuthorityOptions, basePath } from '../authority-options.ts'
import type { Endpoints } from '../http/endpoints.ts'
import { createRecordedLimit } from '../http/recorded-limit.ts'
import { changeClient, removeClient, showClient } from './manage-client.ts'
import { register } from './registration.ts'

const HOUR = 3600

/** The endpoints at which clients register and manage themselves; none where they may not. */
export function registrationEndpoints(options: AuthorityOptions): Endpoints {
  const { registration: rules, clock, issuer } = options
  if (rules === undefined) return []
  const rule = { reason: 'registrations', windowSeconds: HOUR, clock } as const
  const limits = {
    byAddress: createRecordedLimit({ ...rule, limit: 30 }),
    inTotal: createRecordedLimit({ ...rule, limit: 600, maxKeys: 1 }),
  }
  const changes = createRecordedLimit({ ...rule, limit: 30 })
  const path = `${basePath(issuer)}/register`
  return [
    [path, { POST: (e) => register(e, options, rules, limits) }],
    [
      `${path}/:client_id`,
      {
        GET: (e) => showClient(e, options),
        PUT: (e) => changeClient(e, options, rules, changes),
        DELETE: (e) => removeClient(e, options),
      },
    ],
  ]
}
