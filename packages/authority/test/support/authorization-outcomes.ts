import assert from 'node:assert/strict'
import type { Bench } from './open-authority.ts'
import { answerOf, authorizeUrl, type Changes, Person } from './person.ts'

/** Sends an authorization request from a browser of its own. */
export function ask(bench: Bench, changes: Changes = {}): Promise<Response> {
  return new Person(bench).fetch(authorizeUrl(changes))
}

/** The request goes on to the sign-in page. */
export async function assertProceeds(bench: Bench, changes: Changes = {}): Promise<void> {
  const response = await ask(bench, changes)
  assert.equal(response.status, 303, `accepted: ${JSON.stringify(changes)}`)
  assert.match(response.headers.get('location') ?? '', /^\/sign-in\?interaction=/)
}

/** The request ends on a page of ours and nothing is sent anywhere. */
export async function assertToldPerson(response: Response, what: string): Promise<void> {
  assert.equal(response.status, 400, what)
  assert.equal(response.headers.get('location'), null, what)
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/, what)
  assert.doesNotMatch(await response.text(), /evil/, what)
}

/** The request is refused at the client with this error; the parameters it is told. */
export async function assertToldClient(
  bench: Bench,
  changes: Changes,
  error: string,
): Promise<URLSearchParams> {
  const response = await ask(bench, changes)
  const what = JSON.stringify(changes)
  assert.equal(response.status, 303, what)
  assert.match(response.headers.get('location') ?? '', /^https:\/\/app\.example\/callback\?/, what)
  const answer = answerOf(response)
  assert.equal(answer.get('error'), error, what)
  assert.equal(answer.get('code'), null, what)
  return answer
}
