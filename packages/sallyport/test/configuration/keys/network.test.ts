import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, refusals, warnings } from '../../support/configurations.ts'

test('a time zone is a name the platform knows', () => {
  for (const timeZone of ['UTC', 'Europe/Berlin', 'America/New_York']) {
    assert.equal(accepted({ timeZone }).timeZone, timeZone)
  }
  for (const timeZone of ['Mars/Olympus', '+01:00', '', 'UTC\n', 1]) {
    assert.match(refusals({ timeZone }).join(), /^`timeZone` /)
  }
})

test('trusted proxies are addresses and ranges', () => {
  const trustedProxies = ['10.0.0.0/8', '192.0.2.1', 'fd00::/8', '::1']
  assert.deepEqual(accepted({ trustedProxies }).trustedProxies, trustedProxies)
  assert.deepEqual(refusals({ trustedProxies: ['10.0.0.0/8', 'proxy.example', '10.0.0.0/33'] }), [
    '`trustedProxies[1]` must be an IP address or a range such as `10.0.0.0/8` or `fd00::/8`, not `proxy.example`',
    '`trustedProxies[2]` must be an IP address or a range such as `10.0.0.0/8` or `fd00::/8`, not `10.0.0.0/33`',
  ])
  assert.match(refusals({ trustedProxies: '10.0.0.0/8' }).join(), /must be a list, not a text/)
})

test('a range of all addresses is refused: every caller could then write its own address', () => {
  for (const all of ['0.0.0.0/0', '::/0', '10.0.0.0/00']) {
    assert.deepEqual(refusals({ trustedProxies: [all] }), [
      '`trustedProxies[0]` trusts every address; name the proxies themselves',
    ])
  }
})

test('the header of device trust is a header name, and warned of where nobody may send it', () => {
  const trustedProxies = ['10.0.0.1']
  const change = { deviceTrustHeader: 'X-Device-Trust', trustedProxies }
  assert.equal(accepted(change).deviceTrustHeader, 'x-device-trust')
  assert.deepEqual(warnings(change), [])
  assert.match(warnings({ deviceTrustHeader: 'x-trust' }).join(), /is never believed/)
  for (const deviceTrustHeader of ['', 'a b', 'a:', 'a\r\nb', 7]) {
    assert.match(
      refusals({ deviceTrustHeader, trustedProxies }).join(),
      /^`deviceTrustHeader` must be the name of a header/,
    )
  }
})

test('a quota is a number of requests in a time', () => {
  const quota = (change: unknown) => ({ limits: { quota: change } })
  assert.deepEqual(accepted({ limits: {} }).limits.quota, { limit: 100, windowSeconds: 60 })
  assert.deepEqual(accepted(quota({ limit: 5, window: '1h' })).limits.quota, {
    limit: 5,
    windowSeconds: 3600,
  })
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{ limit: 5 }, /^`limits.quota.window` is required/],
    [{ window: '1m' }, /^`limits.quota.limit` is required/],
    [{ limit: 0, window: '1m' }, /^`limits.quota.limit` must be a whole number from 1/],
    [{ limit: 5, window: 60 }, /^`limits.quota.window` must be a duration/],
    [{ limit: 5, window: '2d' }, /^`limits.quota.window` must be from `1s` to `1d`/],
    [false, /^`limits.quota` must be an object, not a boolean/],
  ]
  for (const [value, expected] of cases) assert.match(refusals(quota(value)).join(), expected)
})

test('readers of metrics are addresses and ranges, this machine where none is named, never everybody', () => {
  assert.deepEqual(accepted({}).metricsReaders, ['127.0.0.0/8', '::1'])
  assert.deepEqual(accepted({ metricsReaders: ['10.0.0.0/8'] }).metricsReaders, ['10.0.0.0/8'])
  for (const [value, expected] of [
    [['0.0.0.0/0'], /^`metricsReaders\[0\]` lets everybody read them/],
    [['prometheus'], /^`metricsReaders\[0\]` must be an IP address or a range/],
  ] as const) {
    assert.match(refusals({ metricsReaders: value }).join(), expected)
  }
})
