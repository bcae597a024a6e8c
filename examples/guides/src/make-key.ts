import { exportJWK, exportPKCS8, generateKeyPair } from 'jose'

/** A key pair of a client: the private half for its environment, the public one for the authority. */
export async function makeKey(kid: string) {
  // #region make
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  console.log(await exportPKCS8(privateKey))
  console.log({ ...(await exportJWK(publicKey)), kid, alg: 'ES256' })
  // #endregion
}
