import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceDigest, deviceToCompare } from '../../src/refresh/device-digest.ts'

const names = ['user-agent', 'accept-language']
const headers = (given: Record<string, string>) => new Headers(given)
const laptop = headers({ 'user-agent': 'Laptop', 'accept-language': 'en', accept: '*/*' })
const digest = deviceDigest('grant-1', laptop, names)

test('the declared headers make the digest, in any order of declaration, and no others', () => {
  const other = headers({ 'accept-language': 'en', 'user-agent': 'Laptop', accept: 'text/html' })
  assert.equal(deviceDigest('grant-1', other, [...names].reverse()), digest)
  assert.equal(deviceDigest('grant-1', other, [...names, ...names]), digest)
  assert.match(digest ?? '', /^[\w-]{11}\.[\w-]{43}$/)
})

test('another value, grant or absence is another digest; absent is not empty', () => {
  const digests = [
    digest,
    deviceDigest('grant-2', laptop, names),
    ...[
      { 'user-agent': 'Phone', 'accept-language': 'en' },
      { 'user-agent': 'Laptop' },
      { 'user-agent': 'Laptop', 'accept-language': '' },
      { 'user-agent': 'en', 'accept-language': 'Laptop' },
      {},
      { 'user-agent': '' },
    ].map((given) => deviceDigest('grant-1', headers(given as Record<string, string>), names)),
  ]
  assert.equal(new Set(digests).size, digests.length)
})

test('where none are declared there is none', () => {
  assert.equal(deviceDigest('grant-1', laptop), null)
  assert.equal(deviceDigest('grant-1', laptop, []), null)
})

test('a family that began under other headers, or before there were any, is not compared', () => {
  const phone = deviceDigest('grant-1', headers({ 'user-agent': 'Phone' }), names)
  assert.equal(deviceToCompare(digest, phone), phone)
  const elsewhere = deviceDigest('grant-1', laptop, ['user-agent'])
  assert.equal(deviceToCompare(digest, elsewhere), digest)
  assert.equal(deviceToCompare(digest, null), digest)
  assert.equal(deviceToCompare(null, phone), phone)
  assert.equal(deviceToCompare(undefined, null), null)
})
