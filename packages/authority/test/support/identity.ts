import assert from 'node:assert/strict'
import type { AuthorityOptions } from '../../src/index.ts'
import { type Bench, openAuthority, saveClient, saveUser } from './open-authority.ts'
import { type Changes, type Person, tokenRequest } from './person.ts'

export const identityScope = 'openid profile email offline_access read:documents'

/** An authority with a client `web` that may ask who people are, and alice with a name and an address. */
export async function openIdentity(overrides: Partial<AuthorityOptions> = {}): Promise<Bench> {
  const bench = await openAuthority(overrides)
  await saveClient(bench.store, { client_id: 'web', scope: identityScope })
  await saveUser(bench.store, {
    username: 'alice',
    name: 'Alice Adams',
    email: 'alice@mail.example',
    scopes: ['read:documents'],
  })
  return bench
}

/** An authorization request of `web`. */
export const asWeb = (changes: Changes = {}): Changes => ({
  client_id: 'web',
  scope: 'openid read:documents',
  ...changes,
})

/** Signs in where asked, allows where asked, redeems the code: the answer of the token endpoint. */
export async function identify(
  person: Person,
  bench: Bench,
  changes: Changes = {},
  username = 'alice',
) {
  const code = await person.code(asWeb(changes), username)
  const { status, body } = await tokenRequest(bench, { client_id: 'web', code })
  assert.equal(status, 200, JSON.stringify(body))
  return {
    body,
    idToken: String(body.id_token),
    accessToken: String(body.access_token),
    refreshToken: String(body.refresh_token),
  }
}

/** Header and claims of a JWT, unverified. */
export function readJwt(token: string): {
  readonly header: Record<string, unknown>
  readonly claims: Record<string, unknown>
} {
  const [header = {}, claims = {}] = token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
  return { header, claims }
}
