import type { ConfigurationInput } from 'sallyport'

/** Into the configuration: the policies of the process, a bundle that must be signed. */
export default {
  // #region policies
  policies: {
    path: './bundle.tar.gz',
    entrypoints: ['authz/decision'],
    signedBy: [{ algorithm: 'RS256', file: './bundle-key.pem' }],
  },
  // #endregion
} satisfies Partial<ConfigurationInput>
