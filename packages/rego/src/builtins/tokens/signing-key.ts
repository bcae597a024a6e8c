import type { KeyObject } from 'node:crypto'
import { BuiltinError } from '../builtin.ts'
import { within } from './compact-token.ts'
import { checkExport } from './export-jwk.ts'
import { goTypeOf, type JwkMaterial } from './jwk.ts'
import { ecPrivateKey, ed25519PrivateKey, rsaPrivateKey } from './private-key.ts'
import type { AsymmetricAlgorithm } from './signature-algorithm.ts'

type Family = AsymmetricAlgorithm['family']

const rsa = { goType: 'rsa.PrivateKey', pointer: '*rsa.PrivateKey', prefix: '', type: 'RSA' }
const wanted = {
  rsa,
  rsaPss: rsa,
  ecdsa: {
    goType: 'ecdsa.PrivateKey',
    pointer: '*ecdsa.PrivateKey',
    prefix: 'keyconv: ',
    type: 'EC',
  },
  eddsa: { goType: 'ed25519.PrivateKey', pointer: 'ed25519.PrivateKey', prefix: '', type: 'OKP' },
}

/** The private key in a JSON Web Key that an algorithm signs with. Throws BuiltinError with Go's words. */
export function signingKey(jwk: JwkMaterial, family: Family): KeyObject {
  const { goType, pointer, prefix, type } = wanted[family]
  const context = `jwsbb.Sign: invalid key type ${goTypeOf(jwk)}. ${pointer} is required: ${prefix}failed to produce ${goType} from ${goTypeOf(jwk)}: jwk.Export`
  within(context, () => checkAssignable(jwk, type, goType))
  if (jwk.type === 'RSA' && jwk.secret !== undefined) return rsaPrivateKey(jwk, jwk.secret)
  if (jwk.type === 'EC' && jwk.secret !== undefined) return ecPrivateKey(jwk, jwk.secret)
  if (jwk.type === 'OKP' && jwk.secret !== undefined) return ed25519PrivateKey(jwk.secret, jwk.x)
  throw new BuiltinError(context)
}

/** The bytes in a JSON Web Key that are the secret of an HMAC. Throws BuiltinError with Go's words. */
export function hmacSecret(jwk: JwkMaterial): Uint8Array {
  if (jwk.type === 'oct') return jwk.bytes
  const name = goTypeOf(jwk)
  const context = `jwsbb.Sign: invalid key type ${name}. []byte is required: keyconv: failed to produce []byte from ${name}: jwk.Export`
  // Security: OPA takes an Ed25519 key, also a public one, for a secret.
  within(context, () => checkAssignable(jwk, 'oct', '[]uint8'))
  throw new BuiltinError(context)
}

function checkAssignable(jwk: JwkMaterial, type: string, goType: string): void {
  if (jwk.type === 'OKP') {
    within('failed to export jwk.Key to raw format', () => checkExport(jwk))
    const part = jwk.secret === undefined ? 'PublicKey' : 'PrivateKey'
    if (type === 'OKP' && jwk.curve === 'Ed25519' && part === 'PrivateKey') return
    const actual = jwk.curve === 'Ed25519' ? `ed25519.${part}` : `*ecdh.${part}`
    throw new BuiltinError(
      `failed to assign key: argument to AssignIfCompatible() must be compatible with ${actual} (was *${goType})`,
    )
  }
  if (jwk.type !== type || jwk.type === 'oct' || jwk.secret === undefined) {
    throw new BuiltinError(`no suitable exporter found for key type '${goTypeOf(jwk)}'`)
  }
  within('failed to export jwk.Key to raw format', () => checkExport(jwk))
}
