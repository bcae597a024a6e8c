import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFreshness } from '../../src/outbound/read-freshness.ts'

test('an answer is as fresh as its headers say', () => {
  const date = 'Mon, 02 Mar 2026 12:00:00 GMT'
  const expires = 'Mon, 02 Mar 2026 12:10:00 GMT'
  for (const [headers, seconds] of [
    [{}, undefined],
    [{ 'cache-control': 'public, max-age=600' }, 600],
    [{ 'cache-control': 'MAX-AGE="60"' }, 60],
    [{ 'cache-control': 'max-age=600', age: '100' }, 500],
    [{ 'cache-control': 'max-age=600', age: '1000' }, 0],
    [{ 'cache-control': 'max-age=600, no-store' }, 0],
    [{ 'cache-control': 'no-cache' }, 0],
    [{ 'cache-control': 'max-age=-1' }, undefined],
    [{ date, expires }, 600],
    [{ date, expires: '0' }, 0],
    [{ date: expires, expires: date }, 0],
    [{ date, expires, 'cache-control': 'max-age=60' }, 60],
  ] as const) {
    assert.equal(readFreshness(headers), seconds, JSON.stringify(headers))
  }
})
