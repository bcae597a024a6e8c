import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readForm } from '../../src/http/form-parameters.ts'
import { readBody } from '../../src/http/read-body.ts'
import { issuer, openAuthority } from '../support/open-authority.ts'

const form = { 'content-type': 'application/x-www-form-urlencoded' }

function post(body: BodyInit): Request {
  const init = { method: 'POST', headers: form, body, duplex: 'half' }
  return new Request(`${issuer}/token`, init)
}

/** A body of which the caller sends a part, and then hangs up. */
function cutOff(): ReadableStream {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('grant_type='))
      controller.error(new Error('the other side hung up'))
    },
  })
}

test('a body is text of so many bytes, in UTF-8, and whole', async () => {
  assert.deepEqual(await readBody(post('ab\u00fc'), 4), { ok: true, value: 'ab\u00fc' })
  for (const [body, refusal] of [
    ['abcde', 'too_large'],
    [new Uint8Array([0x61, 0xff]), 'unreadable'],
    [cutOff(), 'unreadable'],
  ] as const) {
    assert.deepEqual(await readBody(post(body), 4), { ok: false, refusal })
  }
})

test('O21-30 a form that is not percent-encoded UTF-8 is none', async () => {
  assert.equal((await readForm(post('code=%C3%BC'))).ok, true)
  for (const body of ['code=%C3', 'code=%zz', 'code=%']) {
    assert.deepEqual(await readForm(post(body)), { ok: false, refusal: 'not_a_form' })
  }
})

test('a caller who hangs up in the middle of a body raises no alarm', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const peer = { address: '203.0.113.7' }
  const answer = await bench.authority.fetch(post(cutOff()), { peer })
  assert.equal(answer.status, 400)
  assert.deepEqual(await bench.events(), [])
})
