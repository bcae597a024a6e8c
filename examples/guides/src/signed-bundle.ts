import { openPolicies } from '@sallyport/policies'

// #region open
export const policies = await openPolicies({
  path: './bundle.tar.gz',
  entrypoints: ['authz/decision'],
  signedBy: [{ algorithm: 'RS256', key: String(process.env.BUNDLE_KEY) }],
})
export const policy = policies.policy()
// #endregion
