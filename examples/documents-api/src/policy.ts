import { join } from 'node:path'
import { type LivePolicies, openPolicies, type PoliciesOptions } from '@sallyport/policies'
import type { Policy } from '@sallyport/protocol'

/** The rules that decide for this API, in Rego; `documents.rego` reads like the README. */
export const documentsPolicies = {
  path: join(import.meta.dirname, '../policy'),
  entrypoints: ['documents/decision', 'users/decision'],
} as const satisfies PoliciesOptions

/** Opens them where no configuration names others. What is saved there decides at once. */
export const openDocumentsPolicies = (
  onEvent: PoliciesOptions['onEvent'] = () => {},
): Promise<LivePolicies> => openPolicies({ ...documentsPolicies, onEvent })

/** Who may do what with a document. */
export const documentsPolicy = (policies: LivePolicies): Policy =>
  policies.policy('documents/decision')

/** Who may read whose profile. */
export const usersPolicy = (policies: LivePolicies): Policy => policies.policy('users/decision')
