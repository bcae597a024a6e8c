import type { AuditEventDoc } from '../../packages/audit/src/events/event-docs.ts'
import { code, generatedFrom, renderTable } from '../docs/markdown.ts'

/** `docs/reference/audit-events.md`: the closed schema of the audit log. */
export function renderAuditEvents(docs: Readonly<Record<string, AuditEventDoc>>): string {
  return [
    generatedFrom('packages/audit/src/events/event-docs.ts'),
    '',
    '# Audit events',
    '',
    'Everything that `sallyport audit tail` can show. Each event has a `type`, an `outcome`, its time and, where it belongs to a request, a',
    '`requestId`; and of the fields listed here those that are known. No event holds a token, a code, a secret or a password. What the',
    '`reasons` mean is in the [tables of errors](errors.md).',
    '',
    renderTable(
      ['Type', 'Meaning', 'Outcome', 'Fields'],
      Object.entries(docs).map(([type, doc]) => [
        code(type),
        doc.reasons === undefined ? doc.meaning : `${doc.meaning} Reasons: ${lowered(doc.reasons)}`,
        doc.outcomes.map(code).join(', '),
        doc.fields.map(code).join(', '),
      ]),
    ),
    '',
  ].join('\n')
}

function lowered(sentence: string): string {
  return /^[A-Z](?![A-Z])/.test(sentence)
    ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
    : sentence
}
