import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SettableClock, settableClock } from '@sallyport/protocol'
import { createRemoteKeys, type KeySource, type RemoteKeysOptions } from '../../src/index.ts'
import { jwks, now } from '../forge-token.ts'
import { type Handler, type IssuerServer, json, startIssuer, status } from '../issuer-server.ts'

interface World {
  readonly server: IssuerServer
  readonly clock: SettableClock
  readonly keys: KeySource
  readonly errors: string[]
  find(kid?: string): Promise<string>
}

/** A story against a real server on loopback, which is stopped in the end. */
async function withIssuer(
  story: (world: World) => Promise<void>,
  { path = '', ...changes }: Partial<RemoteKeysOptions> & { path?: string } = {},
): Promise<void> {
  const server = await startIssuer(path)
  const clock = settableClock(now * 1000)
  const errors: string[] = []
  const onError = (error: unknown) => errors.push(String(error))
  const keys = createRemoteKeys({ issuer: server.url, clock, onError, ...changes })
  const find = async (kid = 'ec-1') => (await keys.find(kid, 'ES256')).kind
  try {
    await story({ server, clock, keys, errors, find })
  } finally {
    await server.stop()
  }
}

const METADATA = '/.well-known/oauth-authorization-server'
const OPENID = '/.well-known/openid-configuration'

/** Lets a fetch in the background come to its end, however long it takes; up to a second. */
async function settled(isDone: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200 && !(await isDone()); i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('keys are found through the metadata, fetched once, and remembered', async () => {
  await withIssuer(async ({ server, find, keys }) => {
    assert.equal(server.requests.length, 0)
    const kinds = await Promise.all(Array.from({ length: 50 }, () => find()))
    assert.deepEqual(new Set(kinds), new Set(['found']))
    assert.deepEqual(server.requests, [METADATA, '/jwks'])
    assert.equal(await find(), 'found')
    assert.equal((await keys.find('rsa-1', 'RS256')).kind, 'found')
    assert.equal((await keys.find('rsa-1', 'PS256')).kind, 'unknown')
    assert.deepEqual(server.requests, [METADATA, '/jwks'])
  })
})

test('META-01 an issuer with a path is found at the inserted address', async () => {
  await withIssuer(
    async ({ server, find }) => {
      assert.equal(await find(), 'found')
      assert.deepEqual(server.requests, [`${METADATA}/t1`, '/jwks'])
    },
    { path: '/t1' },
  )
})

test('an issuer that only speaks OpenID Connect is found at the appended address', async () => {
  await withIssuer(
    async ({ server, find }) => {
      server.answer(`${METADATA}/t1`, status(404))
      const metadata = { issuer: server.url, jwks_uri: `${server.origin}/jwks` }
      server.answer(`/t1${OPENID}`, json(metadata))
      assert.equal(await find(), 'found')
      assert.deepEqual(server.requests, [`${METADATA}/t1`, `/t1${OPENID}`, '/jwks'])
    },
    { path: '/t1' },
  )
})

test('an issuer that has a page or a 403 where others have metadata is found at the next address', async () => {
  const elsewhere: Handler[] = [
    status(403),
    (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  ]
  for (const handler of elsewhere) {
    await withIssuer(async ({ server, find, errors }) => {
      server.answer(METADATA, handler)
      server.answer(OPENID, json({ issuer: server.url, jwks_uri: `${server.url}/jwks` }))
      assert.equal(await find(), 'found')
      assert.deepEqual(errors, [])
    })
  }
  await withIssuer(async ({ server, find }) => {
    server.answer(METADATA, status(500))
    server.answer(OPENID, json({ issuer: server.url, jwks_uri: `${server.url}/jwks` }))
    assert.equal(await find(), 'unavailable')
  })
})

test('META-02 metadata that cannot be trusted gives no keys, and the same without the fault does', async () => {
  await withIssuer(async ({ server, clock, find, errors }) => {
    const { url } = server
    const good = { issuer: url, jwks_uri: `${url}/jwks` }
    const text =
      (body: string, type = 'application/json'): Handler =>
      (_, response) => {
        response.writeHead(200, { 'content-type': type }).end(body)
      }
    const bad: [string, Handler][] = [
      ['another issuer', json({ ...good, issuer: 'https://other.example' })],
      ['another spelling', json({ ...good, issuer: `${url}/` })],
      ['no issuer', json({ jwks_uri: good.jwks_uri })],
      ['no jwks_uri', json({ issuer: url })],
      ['plain http elsewhere', json({ ...good, jwks_uri: 'http://as.example/jwks' })],
      ['not JSON by type', json(good, 'text/html')],
      ['JSON by prefix only', json(good, 'application/jsonp')],
      ['not JSON', text('<html>')],
      [
        'issuer named twice',
        text(`{"issuer":"https://o.example",${JSON.stringify(good).slice(1)}`),
      ],
      ['redirect', status(302, { location: `${url}/elsewhere` })],
      ['error', status(500)],
      ['not found', status(404)],
      ['too large', json({ ...good, fill: 'x'.repeat(65_536) })],
    ]
    server.answer('/elsewhere', json(good))
    for (const [what, handler] of bad) {
      server.answer(METADATA, handler)
      assert.equal(await find(), 'unavailable', what)
      clock.advanceSeconds(2)
    }
    assert.equal(errors.length, bad.length)
    assert.equal(server.keyFetches(), 0)
    assert.equal(server.requests.includes('/elsewhere'), false)
    server.answer(METADATA, json(good, 'application/json; charset=utf-8'))
    assert.equal(await find(), 'found')
  })
})

test('PKJ-08 a key set that cannot be trusted gives no keys, and the same without the fault does', async () => {
  await withIssuer(async ({ server, clock, find }) => {
    const bad: [string, Handler][] = [
      ['a list', json(jwks.keys)],
      ['no keys', json({})],
      ['keys of another type', json({ keys: { 0: jwks.keys[0] } })],
      ['not JSON by type', json(jwks, 'text/plain')],
      ['redirect', status(307, { location: `${server.url}/elsewhere` })],
      ['not found', status(404)],
      ['error', status(503)],
      ['too large', json({ ...jwks, fill: 'x'.repeat(65_536) })],
    ]
    server.answer('/elsewhere', json(jwks))
    for (const [what, handler] of bad) {
      server.answer('/jwks', handler)
      assert.equal(await find(), 'unavailable', what)
      clock.advanceSeconds(2)
    }
    assert.equal(server.requests.includes('/elsewhere'), false)
    server.answer('/jwks', json({ ...jwks, fill: 'x'.repeat(60_000) }, 'application/jwk-set+json'))
    assert.equal(await find(), 'found')
  })
})

test('PKJ-08 an endless answer is cut off at 64 kB', async () => {
  await withIssuer(async ({ server, clock, find, errors }) => {
    let sent = 0
    let isOpen = true
    server.answer('/jwks', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.on('close', () => {
        isOpen = false
      })
      const more = () => {
        if (!isOpen) return
        sent += 16_384
        response.write(' '.repeat(16_384), () => setImmediate(more))
      }
      more()
    })
    assert.equal(await find(), 'unavailable')
    assert.match(errors.join(), /larger than 65536 bytes/)
    await settled(() => !isOpen)
    assert.equal(isOpen, false)
    assert.ok(sent < 16 * 1024 * 1024)
    server.answer('/jwks', json(jwks))
    clock.advanceSeconds(2)
    assert.equal(await find(), 'found')
  })
})

test('PKJ-08 an issuer that does not answer in time is unavailable, at whichever step it stalls', async () => {
  await withIssuer(
    async ({ server, clock, find, errors }) => {
      server.answer('/jwks', () => {})
      assert.equal(await find(), 'unavailable')
      clock.advanceSeconds(2)
      server.answer('/jwks', (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"keys":')
      })
      assert.equal(await find(), 'unavailable')
      assert.deepEqual(errors, Array(2).fill('Error: no answer within 50 ms'))
      clock.advanceSeconds(2)
      server.answer('/jwks', json(jwks))
    },
    { timeoutMs: 50 },
  )
})

test('a fetch that heeds no signal is given up in time all the same', async () => {
  await withIssuer(
    async ({ find }) => {
      assert.equal(await find(), 'unavailable')
    },
    { timeoutMs: 50, fetch: () => new Promise(() => {}) },
  )
})

test('nothing to serve and no issuer: unavailable, and one try a second', async () => {
  await withIssuer(async ({ server, clock, find }) => {
    server.answer(METADATA, status(503))
    const kinds = await Promise.all(Array.from({ length: 20 }, () => find()))
    assert.deepEqual(new Set(kinds), new Set(['unavailable']))
    clock.setMs(now * 1000 + 999)
    assert.equal(await find(), 'unavailable')
    assert.equal(server.requests.length, 1)
    server.answer(METADATA, json({ issuer: server.url, jwks_uri: `${server.url}/jwks` }))
    clock.setMs(now * 1000 + 1000)
    assert.equal(await find(), 'found')
  })
})

test('keys past their age are served while they are fetched again in the background', async () => {
  await withIssuer(async ({ server, clock, find }) => {
    assert.equal(await find(), 'found')
    clock.advanceSeconds(599)
    assert.equal(await find(), 'found')
    assert.equal(server.keyFetches(), 1)

    clock.advanceSeconds(1)
    server.answer('/jwks', json({ keys: [{ ...jwks.keys[0], kid: 'ec-2' }] }))
    assert.equal(await find(), 'found')
    await settled(async () => (await find()) === 'unknown')
    assert.equal(await find('ec-2'), 'found')
    assert.equal(await find('ec-1'), 'unknown')
  })
})

test('keys that cannot be fetched again serve for a day, and then no more', async () => {
  await withIssuer(async ({ server, clock, find, errors }) => {
    assert.equal(await find(), 'found')
    server.answer('/jwks', status(500))
    clock.advanceSeconds(86_399)
    assert.equal(await find(), 'found')
    await settled(() => errors.length === 1)
    clock.advanceSeconds(1)
    assert.equal(await find(), 'unavailable')
    server.answer('/jwks', json(jwks))
    clock.advanceSeconds(1)
    assert.equal(await find(), 'found')
  })
})

test('OIDC-08 a key published after a rotation is found at the first token that names it', async () => {
  await withIssuer(async ({ server, find }) => {
    assert.equal(await find(), 'found')
    server.answer('/jwks', json({ keys: [...jwks.keys, { ...jwks.keys[0], kid: 'ec-2' }] }))
    const kinds = await Promise.all([find('ec-2'), find('ec-2'), find('ec-1')])
    assert.deepEqual(kinds, ['found', 'found', 'found'])
    assert.equal(server.keyFetches(), 2)
  })
})

test('A22 an unknown kid while the issuer is down costs known keys nothing', async () => {
  await withIssuer(async ({ server, clock, find }) => {
    assert.equal(await find(), 'found')
    server.answer('/jwks', status(500))
    assert.equal(await find('random'), 'unknown')
    assert.equal(await find('another'), 'unknown')
    assert.equal(await find(), 'found')
    assert.equal(server.keyFetches(), 2)
    clock.advanceSeconds(30)
    server.answer('/jwks', json({ keys: [...jwks.keys, { ...jwks.keys[0], kid: 'another' }] }))
    assert.equal(await find('another'), 'found')
  })
})

test('a set without keys means that none is valid', async () => {
  await withIssuer(async ({ server, find }) => {
    server.answer('/jwks', json({ keys: [] }))
    assert.equal(await find(), 'unknown')
    server.answer('/jwks', json(jwks))
    assert.equal(await find(), 'found')
  })
})

test('a clock that is set back does not keep keys for ever', async () => {
  await withIssuer(async ({ server, clock, find }) => {
    assert.equal(await find(), 'found')
    clock.setMs(1000)
    assert.equal(await find(), 'found')
    assert.equal(server.keyFetches(), 2)
  })
})

test('META-02 an issuer that is not https, nor on loopback, is refused at construction', () => {
  const clock = settableClock(now * 1000)
  assert.throws(() => createRemoteKeys({ issuer: 'http://as.example', clock }), /must be https/)
  assert.doesNotThrow(() => createRemoteKeys({ issuer: 'https://as.example', clock }))
  assert.doesNotThrow(() =>
    createRemoteKeys({ issuer: 'http://as.example', clock, allowInsecure: true }),
  )
})

test('the keys are fetched from a jwksUri that is given, and no metadata is asked for', async () => {
  const server = await startIssuer()
  try {
    server.answer('/other-keys', json(jwks))
    const clock = settableClock(now * 1000)
    const jwksUri = `${server.url}/other-keys`
    const keys = createRemoteKeys({ issuer: server.url, jwksUri, clock })
    assert.equal((await keys.find('ec-1', 'ES256')).kind, 'found')
    assert.deepEqual(server.requests, ['/other-keys'])
  } finally {
    await server.stop()
  }
  const options = { issuer: 'https://as.example', clock: settableClock(0) }
  for (const jwksUri of ['http://as.example/jwks', 'http://127.0.0.1/jwks', 'jwks', '']) {
    assert.throws(() => createRemoteKeys({ ...options, jwksUri }), Error, jwksUri)
  }
  assert.doesNotThrow(() => createRemoteKeys({ ...options, jwksUri: 'https://keys.example/jwks' }))
})

for (const [how, onError] of [
  ['at once', () => assert.fail('the log is full')],
  ['later', async () => assert.fail('the log is full')],
] as const) {
  test(`a listener that throws ${how} ends neither the process nor the keys`, async (t) => {
    const unhandled: unknown[] = []
    const onUnhandled = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', onUnhandled)
    t.after(() => process.off('unhandledRejection', onUnhandled))
    let told = 0
    const tellAndThrow = () => {
      told += 1
      return onError()
    }
    await withIssuer(
      async ({ server, clock, find }) => {
        assert.equal(await find(), 'found')
        server.answer(METADATA, status(500))
        clock.advanceSeconds(601)
        assert.equal(await find(), 'found', 'the old ones, while a fetch fails in the background')
        await settled(() => told > 0)
        await new Promise((resolve) => setImmediate(resolve))
        clock.advanceSeconds(86_400)
        assert.equal(await find(), 'unavailable')
        assert.deepEqual([told, unhandled], [2, []])
      },
      { onError: tellAndThrow },
    )
  })
}
