import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, refusals } from '../../support/configurations.ts'

test('listen is one address or a list of them, and half an address is completed', () => {
  assert.deepEqual(accepted({ listen: {} }).listen, [{ host: '127.0.0.1', port: 4000 }])
  assert.deepEqual(accepted({ listen: [{ port: 0 }, { host: '::1', port: 0 }] }).listen, [
    { host: '127.0.0.1', port: 0 },
    { host: '::1', port: 0 },
  ])
})

test('the files of tls count from the folder of the configuration', () => {
  const tls = { cert: './tls/a.crt', key: '/secure/a.key' }
  assert.deepEqual(accepted({ listen: { tls } }).listen[0].tls, {
    certFile: '/etc/sallyport/tls/a.crt',
    keyFile: '/secure/a.key',
  })
})

test('a wrong address is refused', () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [[], /`listen` is an empty list/],
    ['127.0.0.1:4000', /`listen` must be an object, not a text/],
    [{ host: 'http://a' }, /`listen.host` must be an address or host name/],
    [{ host: '[::1]' }, /`listen.host` must be an address or host name/],
    [{ port: -1 }, /`listen.port` must be a whole number from 0 to 65535, not `-1`/],
    [{ port: 65_536 }, /`listen.port` must be a whole number/],
    [{ port: 1.5 }, /`listen.port` must be a whole number/],
    [{ port: '4000' }, /`listen.port` must be a whole number/],
    [{ tls: { cert: 'a' } }, /`listen.tls.key` is required/],
    [{ tls: true }, /`listen.tls` must be an object, not a boolean/],
    [[{ port: 1 }, { port: 1 }], /`listen\[1\]` repeats an address/],
  ]
  for (const [listen, expected] of cases) assert.match(refusals({ listen }).join('\n'), expected)
})

test('a key pasted in place of its file name is refused and not shown', () => {
  const key = '-----BEGIN PRIVATE KEY-----\ncanary\n'
  assert.deepEqual(refusals({ listen: { tls: { cert: 'a.crt', key } } }), [
    '`listen.tls.key` must be the name of a PEM file, not its content',
  ])
})
