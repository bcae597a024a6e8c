import { exportJWK, exportPKCS8, generateKeyPair } from 'jose'

const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
console.log(await exportPKCS8(privateKey))
console.log({ ...(await exportJWK(publicKey)), kid: 'exporter-1', alg: 'ES256' })
