import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatScope } from '@sallyport/protocol'
import fc from 'fast-check'
import {
  type AccessTokenClaims,
  createSigner,
  issueAccessToken,
  staticKeys,
  verifyAccessToken,
} from '../../src/index.ts'
import { forgeToken, issuerKeys, judge, jwks, now } from '../forge-token.ts'

const signer = createSigner('ec-1', 'ES256', issuerKeys.ec.privateKey)
const keys = staticKeys(jwks)

const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((value) => !/\p{Cc}|[\u2028\u2029]/u.test(value))
const scopeNames = fc.uniqueArray(fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]{1,20}$/), {
  maxLength: 8,
})
const optionalText = fc.option(text, { nil: undefined })

const claimsOf = fc.record({
  iss: text,
  sub: text,
  aud: text,
  client_id: text,
  scope: scopeNames.map(formatScope),
  jti: text,
  iat: fc.integer({ min: now - 3600, max: now }),
  exp: fc.integer({ min: now + 1, max: now + 3600 }),
  auth_time: fc.option(fc.integer({ min: 1, max: now }), { nil: undefined }),
  sid: optionalText,
  grant_id: optionalText,
  roles: fc.option(fc.array(text, { maxLength: 5 }), { nil: undefined }),
  department: optionalText,
  acr: optionalText,
  amr: fc.option(fc.array(text, { maxLength: 5 }), { nil: undefined }),
})

test('whatever valid claims are issued, they are verified, and nothing is lost or added', async () => {
  await fc.assert(
    fc.asyncProperty(claimsOf, async (drawn) => {
      const present = Object.entries(drawn).filter(([, value]) => value !== undefined)
      const claims = Object.fromEntries(present) as unknown as AccessTokenClaims
      const result = await verifyAccessToken(issueAccessToken(claims, signer), {
        issuer: claims.iss,
        audience: claims.aud,
        keys,
        nowSeconds: now,
      })
      assert.ok(result.ok, result.ok ? '' : result.refusal)
      const { value } = result
      const said = {
        iss: value.issuer,
        sub: value.subject,
        aud: value.audience[0],
        client_id: value.clientId,
        scope: formatScope(value.scopes),
        jti: value.tokenId,
        iat: value.issuedAt,
        exp: value.expiresAt,
        auth_time: value.authTime,
        sid: value.sessionId,
        grant_id: value.grantId,
        roles: drawn.roles === undefined && value.roles.length === 0 ? undefined : [...value.roles],
        department: value.department,
        acr: value.acr,
        amr: value.amr === undefined ? undefined : [...value.amr],
      }
      assert.deepEqual(said, { ...drawn })
      assert.equal(value.kind, claims.sub === claims.client_id ? 'client' : 'user')
    }),
    { numRuns: 50 },
  )
})

test('A16 a token with any one character changed, removed or added is never verified', async () => {
  const token = forgeToken()
  const anyCharacter = fc.oneof(
    fc.constantFrom(...'ABCXYZabcxyz0189-_.=+/ \n\u0000'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  )
  const position = fc.nat({ max: token.length - 1 })
  await fc.assert(
    fc.asyncProperty(position, anyCharacter, fc.nat({ max: 2 }), async (at, character, how) => {
      const start = token.slice(0, at)
      const changed = [
        `${start}${character}${token.slice(at + 1)}`,
        `${start}${character}${token.slice(at)}`,
        `${start}${token.slice(at + 1)}`,
      ][how]
      fc.pre(changed !== undefined && changed !== token)
      assert.notEqual(await judge(changed ?? token), 'accepted')
    }),
    { numRuns: 500 },
  )
  assert.equal(await judge(token), 'accepted')
})

test('A16 no other last character of any part is accepted: each is tried', async () => {
  const token = forgeToken()
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const ends = [token.indexOf('.') - 1, token.lastIndexOf('.') - 1, token.length - 1]
  for (const end of ends) {
    for (const character of alphabet) {
      const changed = `${token.slice(0, end)}${character}${token.slice(end + 1)}`
      if (changed !== token) assert.notEqual(await judge(changed), 'accepted')
    }
  }
  assert.equal(await judge(token), 'accepted')
})

test('whatever text is judged, it is refused and nothing is thrown', async () => {
  const part = fc.oneof(fc.string(), fc.base64String(), fc.json().map(toBase64url))
  const texts = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
  )
  await fc.assert(
    fc.asyncProperty(texts, async (candidate) => {
      assert.notEqual(await judge(candidate), 'accepted')
    }),
    { numRuns: 150 },
  )
  assert.equal(await judge(forgeToken()), 'accepted')
})

test('whatever JSON the issuer signs, it is judged without a throw', async () => {
  const claims = fc.dictionary(
    fc.constantFrom('iss', 'sub', 'aud', 'client_id', 'jti', 'iat', 'exp', 'scope', 'roles', 'act'),
    fc.jsonValue(),
  )
  await fc.assert(
    fc.asyncProperty(claims, claims, async (changes, header) => {
      assert.equal(typeof (await judge(forgeToken({ claims: changes }))), 'string')
      assert.equal(await judge(forgeToken({ header })), 'accepted')
    }),
    { numRuns: 50 },
  )
})

function toBase64url(json: string): string {
  return Buffer.from(json).toString('base64url')
}
