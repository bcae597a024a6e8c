import { formatAuditEvent } from '@sallyport/audit'
import { nowSeconds } from '@sallyport/protocol'
import { Browser } from './browser.ts'
import { createClient, signInAndAllow } from './client.ts'
import { startStack } from './stack.ts'
import { createSteps } from './steps.ts'

/**
 * `npm run tour`: the whole story against a running stack of its own, step by step. Exit code 0 only if
 * every step held.
 */
const stack = await startStack()
const { step, part, result } = createSteps((line) => console.log(line))
try {
  await walk()
} finally {
  await stack.stop()
}
const { steps, failed } = result()
console.log(`\n${steps - failed} of ${steps} steps held`)
process.exitCode = failed === 0 ? 0 : 1

async function walk(): Promise<void> {
  const { issuer, store } = stack.sallyport
  const everything = 'read:users read:documents write:documents'

  part('The first door: authentication')
  const client = await createClient(stack)
  await step('discovery names the issuer', issuer, async () => client.metadata.issuer)
  const pending = await client.begin(everything)
  const browser = new Browser()
  await step('a request without PKCE is sent back', 'invalid_request', async () => {
    const url = new URL(pending.url)
    url.searchParams.delete('code_challenge')
    return errorOf(await browser.open(url))
  })
  await step('a redirect to an address that is not registered gets a page', 400, async () => {
    const url = new URL(pending.url)
    url.searchParams.set('redirect_uri', 'https://attacker.example/callback')
    const response = await browser.open(url)
    return response.headers.has('location') ? 'a redirect' : response.status
  })
  await step('a wrong password shows the same page again', 400, async () => {
    const page = await browser.follow(await browser.open(pending.url))
    return (await browser.submit(page, { username: 'alice', password: 'not hers' })).status
  })
  const callback = await signInAndAllow(stack, pending, 'alice', browser)
  await step('alice signs in, allows, and the answer names its issuer', issuer, async () =>
    callback.searchParams.get('iss'),
  )
  const tokens = await client.finish(pending, callback)
  await step('the code becomes a token', 'bearer', async () => tokens.token_type)

  part('The second door: authorization')
  const alice = tokens.access_token
  await step('no token', 401, () => call('GET', '/api/documents/handbook'))
  await step('a token that was changed', 401, () =>
    call('GET', '/api/documents/handbook', `${alice}x`),
  )
  await step('alice reads the public handbook', 200, () =>
    call('GET', '/api/documents/handbook', alice),
  )
  await step("alice does not read bob's plans", 403, () =>
    call('GET', '/api/documents/plans', alice),
  )
  await step('a document that is not there looks the same', '403 and 403, one body', () =>
    bothAnswers('/api/documents/plans', '/api/documents/nothing', alice),
  )
  await step('alice reads her own profile', 200, () => call('GET', '/api/users/alice', alice))
  await step("alice does not read bob's profile", 403, () => call('GET', '/api/users/bob', alice))
  const narrow = await tokenFor('bob', 'read:users')
  await step('bob without scope read:documents', 403, () =>
    call('GET', '/api/documents/plans', narrow),
  )
  const bob = await tokenFor('bob', everything)
  await step('bob with it', 200, () => call('GET', '/api/documents/plans', bob))

  part('Facts, not claims')
  await step('alice writes her notes from a trusted device, through the proxy', 200, () =>
    write(stack.proxy, alice),
  )
  await step('the same header, sent by herself', 403, () =>
    write(stack.api, alice, { 'x-device-trust': 'high' }),
  )

  part('The hour')
  const carolAtNoon = await tokenFor('carol', `${everything} admin:users`)
  await step('carol, administrator, reads at 12:00', 200, () =>
    call('GET', '/api/documents/plans', carolAtNoon),
  )
  stack.clock.setMs(Date.UTC(2026, 2, 2, 17, 0, 59))
  const carolAtFive = await tokenFor('carol', `${everything} admin:users`)
  await step('at 17:00:59', 200, () => call('GET', '/api/documents/plans', carolAtFive))
  stack.clock.setMs(Date.UTC(2026, 2, 2, 17, 1))
  await step('at 17:01:00', 403, () => call('GET', '/api/documents/plans', carolAtFive))
  await step("her earlier token's ten minutes are over", 401, () =>
    call('GET', '/api/documents/plans', carolAtNoon),
  )
  stack.clock.setMs(Date.UTC(2026, 2, 3, 8, 59, 59))
  const carolInTheMorning = await tokenFor('carol', `${everything} admin:users`)
  await step('the next morning at 08:59:59', 403, () =>
    call('GET', '/api/documents/plans', carolInTheMorning),
  )
  stack.clock.setMs(Date.UTC(2026, 2, 3, 9))
  await step('at 09:00:00', 200, () => call('GET', '/api/documents/plans', carolInTheMorning))

  part('A thief')
  const first = tokens.refresh_token ?? ''
  const second = await client.refresh(first)
  await step('alice refreshes', 200, () =>
    call('GET', '/api/documents/handbook', second.access_token),
  )
  await step('the answer was lost: the same token gets the same successor', true, async () => {
    const again = await client.refresh(first)
    return again.refresh_token === second.refresh_token
  })
  const elsewhere = await tokenFor('alice', everything)
  stack.clock.advanceSeconds(10)
  await step('ten seconds later somebody presents it again', 'invalid_grant', () =>
    refusalOf(first),
  )
  await step('the family is dead: the new one is refused too', 'invalid_grant', () =>
    refusalOf(second.refresh_token ?? ''),
  )
  await stack.sallyport.revocations.catchUp()
  await step('and its access token is refused at the API', 401, () =>
    call('GET', '/api/documents/handbook', second.access_token),
  )
  await step('the operator is told', 'refresh_token_reused', async () =>
    stack.reports.map(({ reason }) => reason).join(),
  )
  await step('alice is blocked for an hour: what she holds elsewhere is refused', 401, () =>
    call('GET', '/api/documents/handbook', elsewhere),
  )
  await step('and so is her password', 400, () => signInStatus('alice'))
  stack.clock.advanceSeconds(60)
  await step('somebody tries the token once more', 'invalid_grant', () => refusalOf(first))
  await step('which makes the block no longer', 3540, async () => {
    const { blockedUntil = 0 } = (await store.users.findBySub('alice')) ?? {}
    return blockedUntil - nowSeconds(stack.clock)
  })
  await step('an operator lifts it, as `sallyport users unblock alice` does', true, () =>
    store.users.unblock('alice', nowSeconds(stack.clock)),
  )
  const again = await client.begin(everything)
  const answer = await signInAndAllow(stack, again, 'alice')
  await step(
    'a code is redeemed',
    'bearer',
    async () => (await client.finish(again, answer)).token_type,
  )
  await step('and presented once more', 'invalid_grant', async () =>
    client.finish(again, answer).then(() => 'a token', codeOf),
  )

  part('The end of a family')
  const long = await client.begin(everything)
  const family = await client.finish(long, await signInAndAllow(stack, long, 'bob'))
  let last = family.refresh_token ?? ''
  await step('bob refreshes as often as is allowed', 10, async () => {
    let rotations = 0
    for (; rotations < 10; rotations += 1) last = (await client.refresh(last)).refresh_token ?? ''
    return rotations
  })
  await step('once more is too often, and he signs in again', 'invalid_grant', () =>
    refusalOf(last),
  )
  await step(
    'quietly: nobody is told, and nobody is blocked',
    '1 report, sign-in 303',
    async () => {
      return `${stack.reports.length} report, sign-in ${await signInStatus('bob')}`
    },
  )

  part('What was recorded')
  const events = (await store.audit.since(0, 10_000)).map(({ event }) => event)
  const seen = new Set(events.map((event) => event.type))
  for (const type of [
    'token.reused',
    'user.blocked',
    'code.replayed',
    'decision.denied',
    'sign_in.failed',
  ] as const) {
    await step('the audit log holds', type, async () => (seen.has(type) ? type : 'nothing of it'))
  }
  const secrets = [alice, first, second.access_token, second.refresh_token ?? '', bob]
  const log = JSON.stringify(events)
  await step('and of the five tokens', '0 tokens', async () => {
    return `${secrets.filter((secret) => log.includes(secret)).length} tokens`
  })
  for (const event of events) console.log(`         ${formatAuditEvent(event, 'text')}`)

  async function tokenFor(username: string, scope: string): Promise<string> {
    const begun = await client.begin(scope)
    const finished = await client.finish(begun, await signInAndAllow(stack, begun, username))
    return finished.access_token
  }

  async function signInStatus(username: string): Promise<number> {
    const { url } = await client.begin(everything)
    const visitor = new Browser()
    const page = await visitor.follow(await visitor.open(url))
    const password = stack.passwordOf.get(username) ?? ''
    return (await visitor.submit(page, { username, password })).status
  }

  async function refusalOf(refreshToken: string): Promise<unknown> {
    return client.refresh(refreshToken).then(() => 'a token', codeOf)
  }
}

/** The status of a call to the API. */
async function call(method: string, path: string, token?: string): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return (await fetch(`${stack.api}${path}`, { method, headers })).status
}

async function write(base: string, token: string, extra: Record<string, string> = {}) {
  const response = await fetch(`${base}/api/documents/notes`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...extra },
    body: JSON.stringify({ text: 'Two doors.' }),
  })
  return response.status
}

/** The statuses of two answers, and whether their bodies differ. */
async function bothAnswers(a: string, b: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` }
  const [x, y] = await Promise.all([a, b].map((path) => fetch(`${stack.api}${path}`, { headers })))
  const bodies = new Set([await x?.text(), await y?.text()])
  return `${x?.status} and ${y?.status}, ${bodies.size === 1 ? 'one body' : 'two bodies'}`
}

/** The error of an authorization response. */
function errorOf(response: Response): string | null {
  const location = response.headers.get('location')
  return location === null ? null : new URL(location).searchParams.get('error')
}

/** The OAuth error code of a refused token request. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'error' in error ? error.error : error
}
