/**
 * Why an access token was refused. Private: for the audit, never for the caller. All but
 * `keys_unavailable` are the token's fault.
 */
export type TokenRefusal =
  /** Longer than 8192 characters. */
  | 'too_large'
  /** Not a compact JWS in its one spelling, or header or payload not an unambiguous JSON object. */
  | 'malformed'
  /** `typ` is not that of the issuer's profile, or the claims are those of another kind of token. */
  | 'wrong_type'
  /** `alg` is not on the allowlist. */
  | 'unsupported_algorithm'
  /** No usable `kid`, or a header that brings its own key (`jku`, `jwk`, `x5u`, `x5c`), `crit` or `b64`. */
  | 'bad_header'
  /** The issuer has no key of that `kid` for that `alg`. */
  | 'unknown_key'
  /** The issuer's keys could not be had; not the token's fault. */
  | 'keys_unavailable'
  /** The signature is not one of the key that the token names. */
  | 'bad_signature'
  /** A required claim is absent. */
  | 'missing_claim'
  /** A claim of the wrong type or out of its range, or one that must not vanish unseen (`act`). */
  | 'bad_claim'
  /** `cnf`: a token bound to a key, presented as a bearer token. */
  | 'sender_constrained'
  /** `iss` is not the issuer, character by character. */
  | 'wrong_issuer'
  /** `aud` does not name this API. */
  | 'wrong_audience'
  /** `exp` has passed, and the leeway too. */
  | 'expired'
  /** `nbf` or `iat` lies in the future. */
  | 'not_yet_valid'
