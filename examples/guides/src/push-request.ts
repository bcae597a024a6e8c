import * as openid from 'openid-client'

/** Where to send the browser, for a request that went to the authority by another way. */
export async function urlOf(
  config: openid.Configuration,
  parameters: Record<string, string>,
): Promise<URL> {
  // #region push
  const url = await openid.buildAuthorizationUrlWithPAR(config, parameters)
  // #endregion
  return url
}
