import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddressSet } from '@sallyport/protocol/peer'
import { type Bench, issuer, openAuthority, password } from '../support/open-authority.ts'
import { Person, refreshRequest, tokenRequest } from '../support/person.ts'
import { assertIssued } from '../support/token-outcomes.ts'

function ask(bench: Bench, address: string, headers: Record<string, string> = {}) {
  const request = new Request(`${bench.options.issuer}/metrics`, { headers })
  return bench.authority.fetch(request, { peer: { address } })
}

/** The value of a line, undefined if there is no such line. */
function countOf(text: string, name: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}

test('answers, sign-ins, tokens and refusals are counted', async (t) => {
  const bench = await openAuthority({
    followed: { lagMs: () => 1500, isStale: () => true, size: () => 7 },
  })
  t.after(() => bench.close())
  const alice = new Person(bench)
  await alice.signIn(await alice.open(), 'alice', 'not the password')
  const { refreshToken } = assertIssued(await tokenRequest(bench, { code: await alice.code() }))
  assertIssued(await refreshRequest(bench, refreshToken))
  await tokenRequest(bench, { code: 'none' })
  await alice.fetch('/token')
  await alice.fetch('/nothing')

  const response = await ask(bench, '127.0.0.1')
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const text = await response.text()
  for (const [name, value] of [
    ['sallyport_requests_total{endpoint="/token",status="200"}', 2],
    ['sallyport_requests_total{endpoint="/token",status="400"}', 1],
    ['sallyport_requests_total{endpoint="/token",status="405"}', 1],
    ['sallyport_requests_total{endpoint="other",status="404"}', 1],
    ['sallyport_sign_ins_total{outcome="failed"}', 1],
    ['sallyport_sign_ins_total{outcome="succeeded"}', 1],
    ['sallyport_tokens_issued_total{by="grant"}', 1],
    ['sallyport_tokens_issued_total{by="refresh"}', 1],
    ['sallyport_refusals_total{event="sign_in.failed",reason="password"}', 1],
    ['sallyport_refusals_total{event="code.refused",reason="malformed_code"}', 1],
    ['sallyport_revocation_lag_seconds', 1.5],
    ['sallyport_revocations_stale', 1],
    ['sallyport_revocations', 7],
  ] as const) {
    assert.equal(countOf(text, name), value, name)
  }
  assert.match(text, /^(#.*|[a-z_]+(\{[^}]*\})? [\d.]+)(\n|$)/)
  for (const line of text.trimEnd().split('\n')) {
    assert.match(
      line,
      /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{\w+="[^"\\]*"(,\w+="[^"\\]*")*\})? [\d.]+)$/,
    )
  }
})

test('P02 no label comes from outside, and nothing from outside makes the page grow', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const lines = async () => (await (await ask(bench, '::1')).text()).split('\n').length
  const alice = new Person(bench)
  const provoke = async (word: string) => {
    await alice.fetch(`/${word}`)
    await alice.fetch(`/register/${word}`)
    await alice.open({ client_id: word, state: word })
    await alice.open({ scope: word })
    await alice.signIn(await alice.open(), word, word)
    await tokenRequest(bench, { code: word, client_id: word })
    await tokenRequest(bench, { grant_type: word })
  }
  await provoke('first')
  await lines()
  const before = await lines()
  for (let i = 0; i < 3; i += 1) await provoke(`canary-${i}`)
  assert.equal(await lines(), before)
  const text = await (await ask(bench, '::1')).text()
  for (const word of ['canary', 'alice', 'app"', password]) assert.ok(!text.includes(word), word)
})

test('who is no reader finds nothing, nor who comes through a program that forwards', async (t) => {
  const readers = { metricsReaders: parseAddressSet(['10.0.0.0/8']) }
  const [bench, other] = [await openAuthority(), await openAuthority(readers)]
  t.after(async () => {
    await bench.close()
    await other.close()
  })
  const nothing = await bench.authority.fetch(new Request(`${issuer}/nothing`), {
    peer: { address: '127.0.0.1' },
  })
  const body = await nothing.text()
  assert.equal((await ask(bench, '127.0.0.1')).status, 200)
  for (const [address, headers] of [
    ['203.0.113.7', {}],
    ['10.0.0.1', {}],
    ['127.0.0.1', { 'x-forwarded-for': '203.0.113.7' }],
    ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }],
    ['127.0.0.1', { forwarded: 'for=203.0.113.7' }],
    ['127.0.0.1', { 'x-forwarded-host': 'auth.example' }],
    ['127.0.0.1', { 'cf-connecting-ip': '203.0.113.7' }],
    ['127.0.0.1', { via: '1.1 proxy' }],
  ] as const) {
    const refused = await ask(bench, address, headers)
    assert.equal(refused.status, 404, JSON.stringify([address, headers]))
    assert.equal(await refused.text(), body)
  }
  assert.equal((await ask(other, '10.1.2.3')).status, 200)
  assert.equal((await ask(other, '127.0.0.1')).status, 404)
})

test('a declared proxy is no reader, though it forwards without a word, unless it is named as one', async (t) => {
  const proxies = { proxies: parseAddressSet(['127.0.0.1']) }
  const metricsReaders = parseAddressSet(['127.0.0.1'])
  const benches = [
    await openAuthority({ proxies }),
    await openAuthority({ proxies, metricsReaders }),
  ]
  t.after(() => Promise.all(benches.map((bench) => bench.close())))
  const statuses = benches.map(async (bench) => (await ask(bench, '127.0.0.1')).status)
  assert.deepEqual(await Promise.all(statuses), [404, 200])
})

test('policies that cannot be used show in the metrics and in readiness, without a word of them', async (t) => {
  const health = { isOutdated: false, loadedAtMs: 1_700_000_000_999, changes: 3, refusals: 0 }
  const bench = await openAuthority({ policyHealth: () => health })
  const other = await openAuthority()
  t.after(async () => {
    await bench.close()
    await other.close()
  })
  const ready = async (one: Bench) => {
    const request = new Request(`${issuer}/readyz`)
    const response = await one.authority.fetch(request, { peer: { address: '203.0.113.7' } })
    assert.equal(response.status, 200)
    return response.json()
  }
  const metrics = async () => (await ask(bench, '127.0.0.1')).text()
  assert.deepEqual(await ready(bench), { status: 'ready', policies: 'current' })
  assert.equal(countOf(await metrics(), 'sallyport_policies_outdated'), 0)
  Object.assign(health, { isOutdated: true, refusals: 1 })
  assert.deepEqual(await ready(bench), { status: 'ready', policies: 'outdated' })
  const text = await metrics()
  for (const [name, value] of [
    ['sallyport_policies_outdated', 1],
    ['sallyport_policies_loaded_timestamp_seconds', 1_700_000_000],
    ['sallyport_policy_reloads_total{outcome="changed"}', 3],
    ['sallyport_policy_reloads_total{outcome="refused"}', 1],
  ] as const) {
    assert.equal(countOf(text, name), value, name)
  }
  assert.deepEqual(await ready(other), { status: 'ready' })
  assert.ok(!(await (await ask(other, '127.0.0.1')).text()).includes('polic'))
})
