/** A JSON Web Key whose fields are there and decoded. @see RFC 7517 */
export type Jwk = {
  readonly algorithm: string
  readonly keyId: string
} & JwkMaterial

export type JwkMaterial =
  | { readonly type: 'oct'; readonly bytes: Uint8Array }
  | RsaMaterial
  | EcMaterial
  | OkpMaterial

export interface RsaMaterial {
  readonly type: 'RSA'
  readonly modulus: Uint8Array
  readonly exponent: Uint8Array
  readonly secret: RsaSecret | undefined
}

export interface RsaSecret {
  readonly exponent: Uint8Array
  /** The primes, where they are given. */
  readonly p: Uint8Array | undefined
  readonly q: Uint8Array | undefined
}

export interface EcMaterial {
  readonly type: 'EC'
  readonly curve: string
  readonly x: Uint8Array
  readonly y: Uint8Array
  readonly secret: Uint8Array | undefined
}

export interface OkpMaterial {
  readonly type: 'OKP'
  readonly curve: string
  readonly x: Uint8Array
  readonly secret: Uint8Array | undefined
}

/** As OPA names the type of a key in its errors. */
export function goTypeOf(key: JwkMaterial): string {
  if (key.type === 'oct') return '*jwk.symmetricKey'
  const name = { RSA: 'rsa', EC: 'ecdsa', OKP: 'okp' }[key.type]
  return `*jwk.${name}${key.secret === undefined ? 'Public' : 'Private'}Key`
}
