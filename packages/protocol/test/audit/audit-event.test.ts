import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditEventTypes } from '../../src/audit/audit-event.ts'

test('every type of event has its own name, in small letters, room first', () => {
  assert.equal(new Set(auditEventTypes).size, auditEventTypes.length)
  for (const type of auditEventTypes) assert.match(type, /^[a-z_]+(\.[a-z_]+)?$/)
})
