import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CorsOptions, checkCors } from '../../src/cors/check-cors.ts'

const origins = ['https://app.example.com']

/** Options as JavaScript may give them. */
function check(options: unknown): unknown {
  return checkCors(options as CorsOptions)
}

test('CORS-01 an origin is written as browsers send it, or refused with how', () => {
  const bad: [unknown, RegExp][] = [
    ['*', /wildcard: list every origin in full/],
    ['https://*.example.com', /wildcard/],
    ['https://*', /wildcard/],
    ['null', /not an origin: write one like/],
    ['', /not an origin/],
    ['app.example.com', /not an origin/],
    ['file:///app', /not an origin/],
    ['https:', /not an origin/],
    [null, /not an origin/],
    [undefined, /not an origin/],
    [/example/, /not an origin|wildcard/],
    [['https://app.example.com'], /not an origin/],
    ['https://app.example.com/', /write `https:\/\/app\.example\.com`, without path, slash/],
    ['https://app.example.com/path', /write `https:\/\/app\.example\.com`/],
    ['https://app.example.com?x', /write `https:\/\/app\.example\.com`/],
    ['https://app.example.com:443', /write `https:\/\/app\.example\.com`/],
    ['https://APP.example.com', /write `https:\/\/app\.example\.com`/],
    ['https://user@app.example.com', /write `https:\/\/app\.example\.com`/],
    [' https://app.example.com', /write `https:\/\/app\.example\.com`/],
    ['http://app.example.com', /must be https, except on loopback/],
  ]
  for (const [origin, message] of bad) {
    assert.throws(() => check({ origins: [...origins, origin] }), message, String(origin))
  }
  for (const origin of ['https://app.example.com:8443', 'http://localhost:5173', 'http://[::1]']) {
    assert.doesNotThrow(() => check({ origins: [origin] }), origin)
  }
})

test('without a list of origins there is nothing to allow', () => {
  for (const given of [undefined, [], 'https://app.example.com', '*', true]) {
    assert.throws(() => check({ origins: given }), /`origins` must be a list/, String(given))
  }
  assert.throws(() => check(undefined), /one object of options/)
  assert.throws(() => check({ origin: origins }), /did you mean `origins`/)
})

test('methods, headers and times are checked', () => {
  const bad: [object, RegExp][] = [
    [{ methods: ['*'] }, /`methods` must be a list of names/],
    [{ methods: [] }, /`methods` must be/],
    [{ methods: 'GET' }, /`methods` must be/],
    [{ methods: ['GET, POST'] }, /`methods` must be/],
    [{ methods: ['get'] }, /`methods` must be in capitals/],
    [{ headers: ['*'] }, /`headers` must be/],
    [{ headers: ['X-A\r\nX-B: c'] }, /`headers` must be/],
    [{ maxAgeSeconds: -1 }, /`maxAgeSeconds` must be/],
    [{ maxAgeSeconds: 86_400 }, /from 0 to 7200/],
    [{ maxAgeSeconds: 1.5 }, /`maxAgeSeconds` must be/],
    [{ credentials: 'true' }, /`credentials` must be/],
  ]
  for (const [change, message] of bad) {
    assert.throws(() => check({ origins, ...change }), message, JSON.stringify(change))
  }
  const fine = { methods: ['GET'], headers: ['X-A'], maxAgeSeconds: 7200, credentials: true }
  assert.doesNotThrow(() => check({ origins, ...fine }))
})
