import assert from 'node:assert/strict'
import type { Bench } from './open-authority.ts'
import { type Person, refreshRequest, tokenRequest } from './person.ts'

type Answer = Awaited<ReturnType<typeof tokenRequest>>

/** The answer is this error and carries no token. */
export function assertRefused(answer: Answer, status: number, error: string, what = ''): void {
  assert.equal(answer.body.error, error, what)
  assert.equal(answer.status, status, what)
  assert.deepEqual(Object.keys(answer.body).sort(), ['error', 'error_description'], what)
}

/** The answer carries tokens; they are returned. */
export function assertIssued(answer: Answer, what = '') {
  assert.equal(answer.status, 200, `${what} ${JSON.stringify(answer.body)}`)
  return {
    accessToken: String(answer.body.access_token),
    refreshToken: String(answer.body.refresh_token),
    scope: String(answer.body.scope),
  }
}

/** Tokens of a new grant. */
export async function newTokens(bench: Bench, person: Person) {
  return assertIssued(await tokenRequest(bench, { code: await person.code() }))
}

/** Refreshes and returns the new tokens. */
export async function refreshed(bench: Bench, refreshToken: string) {
  return assertIssued(await refreshRequest(bench, refreshToken))
}

/** The kinds and ids of everything revoked so far. */
export async function revokedTargets(bench: Bench) {
  return (await bench.store.revocations.since(0, 1000)).map(({ target }) => target)
}

/** The reasons of all audit events of a type. */
export async function reasonsOf(bench: Bench, type: string): Promise<readonly string[]> {
  const events = await bench.events()
  return events.filter((event) => event.type === type).flatMap((event) => event.reasons ?? [])
}
