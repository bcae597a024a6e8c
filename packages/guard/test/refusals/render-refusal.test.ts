import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditEventTypes } from '@sallyport/protocol'
import { type RefusalCode, refusalKinds } from '../../src/index.ts'
import { renderRefusal } from '../../src/refusals/render-refusal.ts'

const codes = Object.keys(refusalKinds) as RefusalCode[]

test('every refusal is an RFC 9457 problem that nobody caches', () => {
  for (const code of codes) {
    const { status, headers, body } = renderRefusal({ code, reasons: ['private'] })
    const problem = JSON.parse(body)
    assert.equal(problem.status, status)
    assert.equal(problem.type, 'about:blank')
    assert.equal(typeof problem.title, 'string')
    assert.equal(body.includes('private'), false)
    const names = new Map(headers)
    assert.equal(names.get('content-type'), 'application/problem+json')
    assert.equal(names.get('cache-control'), 'no-store')
    assert.equal(names.get('x-content-type-options'), 'nosniff')
    assert.equal(names.has('www-authenticate'), status === 401 || 'challenge' in refusalKinds[code])
  }
})

test('every refusal is recorded as an event that the audit knows', () => {
  for (const code of codes) {
    const { event, outcome, status } = refusalKinds[code]
    assert.ok(auditEventTypes.includes(event))
    assert.notEqual(outcome as string, 'success')
    if (status >= 500) assert.equal(outcome, 'fault')
  }
})

test('only what the caller shows counts against its address', () => {
  const counted = codes.filter((code) => refusalKinds[code].countsAsFailure)
  assert.deepEqual(counted, ['credentials_ambiguous', 'token_invalid'])
})

test('a policy that fails is answered like one that denies', () => {
  const [denied, failed] = (['denied', 'policy_failed'] as const).map((code) =>
    renderRefusal({ code, reasons: [] }),
  )
  assert.deepEqual(failed, denied)
})
