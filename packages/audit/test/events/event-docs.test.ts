import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditEventDocs, checkAuditFact } from '@sallyport/audit'
import { auditEventTypes } from '@sallyport/protocol'

test('every type of event is documented, and no other', () => {
  assert.deepEqual(Object.keys(auditEventDocs).sort(), [...auditEventTypes].sort())
})

for (const type of auditEventTypes) {
  test(`\`${type}\` is accepted with each of its outcomes and all of its fields, and nothing else`, () => {
    const { meaning, outcomes, fields } = auditEventDocs[type]
    assert.match(meaning, /^[A-Z].*\.$/)
    const values = {
      subject: 'u1',
      clientId: 'c1',
      issuer: 'https://auth.example.com',
      address: '192.0.2.1',
      grantId: 'g1',
      sessionId: 's1',
      tokenId: 't1',
      action: 'read',
      resource: { type: 'document', id: '7' },
      scope: 'read:documents',
      reasons: ['because'],
    }
    const carried = Object.fromEntries(fields.map((field) => [field, values[field]]))
    for (const outcome of ['success', 'refused', 'fault'] as const) {
      const fact = { type, outcome, requestId: 'r1', ...carried }
      const isPossible = outcomes.some((possible) => possible === outcome)
      assert.equal(checkAuditFact(fact).ok, isPossible)
    }
    const outcome = outcomes[0]
    for (const [name, value] of Object.entries(values)) {
      const fact = { type, outcome, requestId: 'r1', [name]: value }
      assert.equal(checkAuditFact(fact).ok, Object.hasOwn(carried, name), name)
    }
  })
}
