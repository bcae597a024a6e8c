import { generateKeyPairSync, sign } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { folderFor } from './command-line.ts'

/** A certificate that signs itself, and its key, both in PEM; valid from 2020 to 2049. */
export function makeCertificate(): { readonly cert: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(oid([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]))
  const commonName = sequence(oid([0x55, 0x04, 0x03]), der(0x0c, Buffer.from('localhost')))
  const name = sequence(der(0x31, commonName))
  const time = (text: string) => der(0x17, Buffer.from(text))
  const content = sequence(
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    sequence(time('200101000000Z'), time('490101000000Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)])
  const certificate = sequence(content, ecdsaWithSha256, der(0x03, signature))
  const lines = certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}

/** A folder with a certificate, `a.crt`, and its key, `a.key`. */
export async function folderWithCertificate(t: TestContext): Promise<string> {
  const folder = await folderFor(t)
  const { cert, key } = makeCertificate()
  await writeFile(join(folder, 'a.crt'), cert)
  await writeFile(join(folder, 'a.key'), key)
  return folder
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, Buffer.concat(parts))
const oid = (bytes: readonly number[]) => der(0x06, Buffer.from(bytes))

/** One value of ASN.1: its tag, its length, itself. */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), value])
}
