import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkAuditFact, fitForAudit } from '@sallyport/audit'
import type { AuditFact } from '@sallyport/protocol'
import fc from 'fast-check'
import { tokens } from '../redact/secrets.ts'

const good: AuditFact = {
  type: 'decision.denied',
  outcome: 'refused',
  requestId: 'b3b9c1d2-1111-4222-8333-444455556666',
  subject: 'alice',
  grantId: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  resource: { type: 'document', id: '7' },
  reasons: ['not the owner'],
}

function problemOf(fact: unknown): string {
  const checked = checkAuditFact(fact)
  return checked.ok ? 'ok' : `${checked.refusal.problem} ${checked.refusal.field ?? ''}`.trim()
}

suite('checkAuditFact', () => {
  test('accepts a fact, and answers a frozen copy of it', () => {
    const checked = checkAuditFact(good)
    assert.ok(checked.ok)
    assert.deepEqual(checked.value, good)
    assert.notEqual(checked.value, good)
    for (const part of [checked.value, checked.value.resource, checked.value.reasons]) {
      assert.ok(Object.isFrozen(part))
    }
  })

  test('refuses what is no fact, and unknown types and outcomes', () => {
    assert.equal(problemOf(good), 'ok')
    for (const value of [null, undefined, 'x', 7]) assert.equal(problemOf(value), 'not_an_object')
    for (const type of [undefined, 'x', 'toString', '__proto__', 7]) {
      assert.equal(problemOf({ ...good, type }), 'unknown_type type')
    }
    for (const outcome of [undefined, 'x', 'success', 7]) {
      assert.equal(problemOf({ ...good, outcome }), 'wrong_outcome outcome')
    }
  })

  test('refuses unknown fields, and shows their names only where they look like names', () => {
    assert.equal(problemOf({ ...good, password: 'x' }), 'unknown_field password')
    assert.equal(problemOf({ ...good, 'a\nb': 'x' }), 'unknown_field ?')
    assert.equal(problemOf({ ...good, ['x'.repeat(99)]: 'x' }), 'unknown_field ?')
    const resource = { type: 'document', owner: 'bob' }
    assert.equal(problemOf({ ...good, resource }), 'unknown_field resource.owner')
    assert.equal(
      problemOf(JSON.parse('{"__proto__":1,"type":"fault","outcome":"fault"}')),
      'missing_field requestId',
    )
    assert.equal(
      problemOf(JSON.parse('{"__proto__":1,"type":"fault","outcome":"fault","requestId":"r"}')),
      'unknown_field __proto__',
    )
  })

  test('refuses wrong shapes, null among them; undefined is absent', () => {
    const { requestId: _, ...anonymous } = good
    assert.equal(problemOf(anonymous), 'missing_field requestId')
    assert.equal(problemOf({ ...good, subject: undefined }), 'ok')
    for (const value of [null, 7, {}, ['x']]) {
      assert.equal(problemOf({ ...good, subject: value }), 'wrong_shape subject')
    }
    for (const value of [null, 'document', 7]) {
      assert.equal(problemOf({ ...good, resource: value }), 'wrong_shape resource')
    }
    assert.equal(problemOf({ ...good, resource: {} }), 'wrong_shape resource.type')
    assert.equal(problemOf({ ...good, resource: { type: 'd', id: 7 } }), 'wrong_shape resource.id')
    for (const value of [null, 'x', [7]]) {
      assert.equal(problemOf({ ...good, reasons: value }), 'wrong_shape reasons')
    }
  })

  test('P02 refuses a token in any field, and says where without showing it', () => {
    fc.assert(
      fc.property(tokens, fc.string(), (token, around) => {
        fc.pre(token.length >= 60 || token.includes('.'))
        const text = `${around} ${token}`
        const facts: readonly unknown[] = [
          { ...good, requestId: text },
          { ...good, subject: text },
          { ...good, resource: { type: text } },
          { ...good, resource: { type: 'document', id: text } },
          { ...good, reasons: ['x', text] },
          { ...good, action: text },
          { ...good, scope: text },
        ]
        for (const fact of facts) {
          const problem = problemOf(fact)
          assert.match(problem, /^looks_like_a_token [a-zI.]+$/)
          assert.ok(!problem.includes(token))
        }
      }),
    )
    const long = { ...good, subject: `${'x '.repeat(300)}${'A'.repeat(60)}` }
    assert.equal(problemOf(long), 'looks_like_a_token subject')
    assert.equal(problemOf({ ...good, subject: 'A'.repeat(59) }), 'ok')
  })

  test('P01 escapes what does not print, and cuts what is too long', () => {
    const fact = {
      ...good,
      subject: 'a\n{"type":"fault"}\u001b[2J\u2028\u202e',
      clientId: 'x '.repeat(500_000),
    }
    const checked = checkAuditFact(fact)
    assert.ok(checked.ok)
    assert.equal(checked.value.subject, 'a\\u000a{"type":"fault"}\\u001b[2J\\u2028\\u202e')
    assert.equal(checked.value.clientId?.length, 256)
    assert.ok(checked.value.clientId?.endsWith('…'))
    const many = checkAuditFact({
      ...good,
      reasons: Array.from({ length: 100 }, (_, i) => `r${i}`),
    })
    assert.ok(many.ok)
    assert.equal(many.value.reasons?.length, 16)
    assert.equal(many.value.reasons?.at(-1), '… 85 more')
  })
})

suite('fitForAudit', () => {
  test('leaves ordinary text as it is', () => {
    assert.equal(fitForAudit('/api/documents/7'), '/api/documents/7')
  })

  test('makes whatever a caller chose acceptable, and hides tokens in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        tokens,
        fc.string({ unit: 'binary', maxLength: 400 }),
        (before, token, after) => {
          const text = fitForAudit(`${before}${token}${after}`)
          assert.ok(!text.includes(token))
          assert.ok(text.length <= 256)
          const checked = checkAuditFact({ ...good, action: text })
          assert.ok(checked.ok)
          assert.equal(checked.value.action, text)
        },
      ),
      { numRuns: 150 },
    )
  })
})
