import type { Bench } from './open-authority.ts'
import { documentsApi, issuer, redirectUri, secretOf } from './open-authority.ts'
import { basic, type Changes, challengeOf, tokenRequest, verifier } from './person.ts'

type Init = Parameters<typeof tokenRequest>[2]

/** A pushed request of `conf` that is known to be accepted, with changes. */
export function pushRequest(bench: Bench, changes: Changes = {}, init: Init = {}) {
  return tokenRequest(
    bench,
    {
      grant_type: undefined,
      code_verifier: undefined,
      response_type: 'code',
      client_id: 'conf',
      redirect_uri: redirectUri,
      scope: 'read:documents',
      state: 'the state',
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
      resource: documentsApi,
      ...changes,
    },
    {
      url: '/par',
      ...init,
      headers:
        init.headers === asPublic ? {} : { ...basic('conf', secretOf('conf')), ...init.headers },
    },
  )
}

/** Headers of a client that only names itself. */
export const asPublic: Record<string, string> = {}

/** Pushes a request that must be accepted: its `request_uri`. */
export async function pushed(bench: Bench, changes: Changes = {}, init: Init = {}) {
  const { status, body } = await pushRequest(bench, changes, init)
  if (status !== 201) throw new Error(`not accepted: ${JSON.stringify(body)}`)
  return String(body.request_uri)
}

/** The address that a browser is sent to with a reference. */
export function referringUrl(request_uri: string, changes: Readonly<Record<string, string>> = {}) {
  return `${issuer}/authorize?${new URLSearchParams({ client_id: 'conf', request_uri, ...changes })}`
}
