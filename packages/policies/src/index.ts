export type { BundleKey, SignatureAlgorithm } from './bundle/bundle-keys.ts'
export {
  type PolicyFiles,
  type ReadPolicyFilesOptions,
  readPolicyFiles,
} from './files/read-policy-files.ts'
export { type LivePolicies, openPolicies } from './live/open-policies.ts'
export { describePoliciesEvent, type PoliciesEvent } from './live/policies-event.ts'
export type { PoliciesOptions } from './live/policies-source.ts'
export { PoliciesRefused } from './policies-refused.ts'
export type { CompileRules } from './revision/compile-modules.ts'
export type { Revision } from './revision/revision.ts'
