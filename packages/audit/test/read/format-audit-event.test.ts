import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { formatAuditEvent } from '@sallyport/audit'
import type { AuditEvent } from '@sallyport/protocol'
import fc from 'fast-check'

const event: AuditEvent = {
  id: 'e1',
  timeMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  type: 'decision.denied',
  outcome: 'refused',
  requestId: 'r1',
  subject: 'alice',
  clientId: 'web',
  address: '2001:db8::1',
  action: 'write',
  resource: { type: 'document', id: '7' },
  scope: 'read:documents write:documents',
  reasons: ['not the owner'],
}

suite('formatAuditEvent', () => {
  test('text is one line that a person can read', () => {
    assert.equal(
      formatAuditEvent(event, 'text'),
      '2026-01-02T03:04:05.006Z decision.denied refused subject=alice client=web ' +
        'address=2001:db8::1 action=write resource=document resource_id=7 ' +
        'scope="read:documents write:documents" reasons="not the owner" request=r1',
    )
  })

  test('json is one line that reads back as the event', () => {
    assert.deepEqual(JSON.parse(formatAuditEvent(event, 'json')), event)
  })

  test('P01 what a caller wrote can neither forge a field nor hide one', () => {
    const forged = formatAuditEvent({ ...event, subject: 'a" outcome=success x="' }, 'text')
    assert.ok(forged.includes(String.raw`subject="a\" outcome=success x=\"" client=web`))
    const spaced = formatAuditEvent({ ...event, subject: 'a outcome=success' }, 'text')
    assert.ok(spaced.includes('subject="a outcome=success" client=web'))
    const empty = formatAuditEvent({ ...event, subject: '' }, 'text')
    assert.ok(empty.includes('subject="" client=web'))
  })

  test('P01 whatever the values hold, it is one printable line, and JSON stays JSON', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\n{"level":"info","msg":"login ok"}',
        '\r\n',
        '\u001b[2J\u001b]0;x\u0007',
        '\u009b31m',
        '\u2028\u2029\u0085',
        '\u202eabc\u2066',
        '\u200b\ufeff\u{e0041}',
        '\ud800',
        '%0d%0a',
        '"\\',
      ),
    )
    fc.assert(
      fc.property(nasty, nasty, (one, two) => {
        const changed = { ...event, subject: one, reasons: [two], resource: { type: one, id: two } }
        for (const format of ['text', 'json'] as const) {
          assert.doesNotMatch(
            formatAuditEvent(changed, format),
            /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
          )
        }
        const read = JSON.parse(formatAuditEvent(changed, 'json'))
        assert.deepEqual(read, changed)
      }),
      { numRuns: 250 },
    )
  })

  test('P01 a megabyte in every value makes a line of bounded length', () => {
    const huge = '\u0000'.repeat(1_000_000)
    const changed = { ...event, subject: huge, clientId: huge, reasons: [huge, huge] }
    for (const format of ['text', 'json'] as const) {
      const line = formatAuditEvent(changed, format)
      assert.ok(line.length < 120_000, `${format} ${line.length}`)
      assert.ok(line.includes('request'))
    }
  })

  test('a time that is none does not stop the reader', () => {
    assert.match(
      formatAuditEvent({ ...event, timeMs: Number.NaN }, 'text'),
      /^invalid-time decision/,
    )
  })
})
