import type { Signer } from '../keys/signer.ts'
import { encodeBase64url } from './base64url.ts'

/**
 * Signs a JWT in the compact serialization; its header says `typ`, `alg` and `kid`, and members of the
 * payload that are undefined are left out.
 * @see RFC 7515 §7.1, RFC 7519 §7.1
 */
export function signCompact(
  typ: string,
  payload: Readonly<Record<string, unknown>>,
  signer: Signer,
): string {
  const header = { typ, alg: signer.alg, kid: signer.kid }
  const signed = `${encodeJson(header)}.${encodeJson(payload)}`
  return `${signed}.${encodeBase64url(signer.sign(Buffer.from(signed, 'latin1')))}`
}

function encodeJson(value: unknown): string {
  return encodeBase64url(JSON.stringify(value))
}
