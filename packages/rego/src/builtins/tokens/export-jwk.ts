import { BuiltinError } from '../builtin.ts'
import { within } from './compact-token.ts'
import type { JwkMaterial, OkpMaterial } from './jwk.ts'
import { ed25519PrivateKey } from './private-key.ts'

/** Throws BuiltinError where the fields of a JSON Web Key do not make a key, in Go's words. */
export function checkExport(jwk: JwkMaterial): void {
  if (jwk.type === 'OKP') checkOkp(jwk)
  if (jwk.type !== 'RSA' || jwk.secret === undefined) return
  if (jwk.secret.q === undefined) throw new BuiltinError('missing "q" value')
  if (jwk.secret.p === undefined) throw new BuiltinError('missing "p" value')
}

function checkOkp({ curve, x, secret }: OkpMaterial): void {
  const part = secret === undefined ? 'public' : 'private'
  const title = secret === undefined ? 'Public' : 'Private'
  within(`jwk.OKP${title}Key: failed to build ${part} key`, () => {
    if (curve === 'X25519') return
    if (curve !== 'Ed25519') throw new BuiltinError(`invalid curve algorithm ${curve}`)
    if (secret !== undefined) ed25519PrivateKey(secret, x)
  })
}
