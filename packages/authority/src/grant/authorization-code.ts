import { createHash } from 'node:crypto'
import { type RandomBytes, Secret } from '@sallyport/protocol'
import { grantHandleBytes, grantIdOf } from './grant-handle.ts'

const RANDOM_BYTES = 32
const CODE = /^[A-Za-z0-9_-]{64}$/

/** A code as it is stored: never the code itself. */
export interface CodeReference {
  readonly grantId: string
  /** SHA-256 of the code, base64url. */
  readonly codeDigest: string
  /** The handle in the code, from which the refresh family goes on. */
  readonly handle: Uint8Array
}

/** A new code: handle and 256 random bits, base64url. */
export function makeCode(random: RandomBytes): { code: Secret<string>; reference: CodeReference } {
  const bytes = Buffer.concat([random(grantHandleBytes), random(RANDOM_BYTES)])
  const code = bytes.toString('base64url')
  return { code: new Secret(code), reference: referenceTo(code) }
}

/** Parses what a client presents as a code; undefined if it has not the shape of one. */
export function parseCode(text: string): CodeReference | undefined {
  return CODE.test(text) ? referenceTo(text) : undefined
}

function referenceTo(code: string): CodeReference {
  const handle = Buffer.from(code, 'base64url').subarray(0, grantHandleBytes)
  const codeDigest = createHash('sha256').update(code).digest('base64url')
  return { grantId: grantIdOf(handle), codeDigest, handle }
}
