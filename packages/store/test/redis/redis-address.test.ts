import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import { parseRedisAddress } from '../../src/redis/redis-address.ts'

const parse = (text: string) => parseRedisAddress(new Secret(text))

test('an address says host, port, database, TLS and who signs in', () => {
  const bare = parse('redis://cache.example')
  const plain = { host: 'cache.example', port: 6379, tls: false, database: 0 }
  assert.deepEqual(bare, { kind: 'single', server: plain })
  const full = parse('rediss://app:p%40ss@cache.example:7000/3')
  assert.ok(full.kind === 'single')
  const { password, ...rest } = full.server
  assert.deepEqual(rest, { ...plain, port: 7000, tls: true, database: 3, username: 'app' })
  assert.equal(password?.reveal(), 'p@ss')
  assert.ok(!JSON.stringify(full).includes('p@ss'))
})

test('a list is a Cluster, which has no databases', () => {
  const nodes = ['redis://a:1', 'redis://b:2'].map((one) => new Secret(one))
  const cluster = parseRedisAddress(nodes)
  assert.ok(cluster.kind === 'cluster')
  assert.deepEqual(
    cluster.nodes.map(({ host, port }) => [host, port]),
    [
      ['a', 1],
      ['b', 2],
    ],
  )
  assert.throws(() => parseRedisAddress([new Secret('redis://a:1/2')]))
  assert.throws(() => parseRedisAddress([]))
})

test('an address of sentinels names each and the master', () => {
  const { password, ...rest } = Object(parse('redis-sentinel://app:pw@a,b:27000/main')) as {
    readonly password: Secret<string>
  }
  assert.deepEqual(rest, {
    kind: 'sentinel',
    sentinels: [
      { host: 'a', port: 26_379 },
      { host: 'b', port: 27_000 },
    ],
    master: 'main',
    username: 'app',
  })
  assert.equal(password.reveal(), 'pw')
})

test('what is no address is refused, and not shown', () => {
  for (const text of [
    '',
    'hush',
    'http://:hush@a',
    'redis://',
    'redis://:hush@a:99999',
    'redis://:hush@a/x',
    'redis://:hush@a?x=1',
    'redis://:%zz-hush@a',
    'redis-sentinel://:hush@a',
    'redis-sentinel://:hush@/main',
  ]) {
    assert.throws(
      () => parse(text),
      (error: Error) => !error.message.includes('hush'),
    )
  }
})
