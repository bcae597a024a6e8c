/**
 * What an issuer's access tokens look like. `at+jwt`: RFC 9068 to the letter. `jwt`: signed JWTs of
 * providers that came before it, with `typ` `JWT` or none, `azp` for `client_id`, `scp` for `scope`,
 * and perhaps no `jti`.
 */
export type TokenProfile = 'at+jwt' | 'jwt'
