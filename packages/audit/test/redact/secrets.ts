import fc from 'fast-check'

const base64Url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A run of base64url characters with at least one letter or digit, as random bytes make it. */
function base64UrlRun(minLength: number, maxLength = minLength + 40) {
  return fc
    .string({ unit: fc.constantFrom(...base64Url), minLength, maxLength })
    .filter((run) => /[A-Za-z0-9]/.test(run))
}

/** JWTs of any header and claims, signed, unsigned, or cut after the claims. */
export const jwts = fc
  .tuple(
    fc.record({ alg: fc.constantFrom('ES256', 'none', 'HS256') }),
    fc.record({ sub: fc.string(), n: fc.nat() }),
    fc.option(base64UrlRun(0, 90), { nil: '' }),
    fc.constantFrom(0, 1, '\t'),
  )
  .map(([header, claims, signature, indent]) => {
    const encode = (part: unknown) =>
      Buffer.from(JSON.stringify(part, null, indent)).toString('base64url')
    return `${encode(header)}.${encode(claims)}.${signature}`
  })

/** What is recognised wherever it stands. */
export const tokens = fc.oneof(jwts, base64UrlRun(43))

/** What is recognised by its name only. */
export const passwords = fc
  .string({ minLength: 8, maxLength: 40 })
  .filter((password) => /[A-Za-z0-9]/.test(password) && /[0-9!-/:-@]/.test(password))
  .filter((password) => !/redacted|^\s|^\d+$|_/.test(password))

/** Names of parameters and properties whose values are secrets. */
export const sensitiveNames = fc.constantFrom(
  'code',
  'code_verifier',
  'codeVerifier',
  'refresh_token',
  'access_token',
  'accessToken',
  'id_token',
  'id_token_hint',
  'client_secret',
  'clientSecret',
  'client_assertion',
  'password',
  'new_password',
  'Password',
  'token',
  'secret',
  'cookie',
  'authorization',
  'Authorization',
  'set-cookie',
  'x-api-key',
  'user_code',
)

/** Words, numbers and paths as in an ordinary log, none of them a secret. */
export const harmlessTexts = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^[a-z]{1,12}$/),
      fc.stringMatching(/^\/[a-z]{1,8}\/[0-9]{1,8}$/),
      fc.uuid(),
      fc.nat().map(String),
      fc.constantFrom('GET', '200', '->', 'took=12ms', 'state=abc', '{"id":7}', 'a: b', '—', 'é'),
    ),
    { maxLength: 12 },
  )
  .map((words) => words.join(' '))
  .filter((text) => !/bearer|basic|dpop/i.test(text))
