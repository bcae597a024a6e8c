import * as openid from 'openid-client'

/** Ends what a client was granted, at its own wish. */
export async function endGrant(config: openid.Configuration, refreshToken: string): Promise<void> {
  // #region revoke
  await openid.tokenRevocation(config, refreshToken)
  // #endregion
}
