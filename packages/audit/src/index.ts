export {
  type AuditFactProblem,
  type AuditFactRefusal,
  checkAuditFact,
} from './events/check-audit-fact.ts'
export { type AuditEventDoc, type AuditField, auditEventDocs } from './events/event-docs.ts'
export { fitForAudit } from './events/fit-for-audit.ts'
export { followAudit } from './read/follow-audit.ts'
export { formatAuditEvent } from './read/format-audit-event.ts'
export { createRecorder } from './record/recorder.ts'
export { type PinoRedaction, pinoRedaction } from './redact/pino-redaction.ts'
export { redact } from './redact/redact.ts'
export { type ConsoleLike, redactConsole } from './redact/redact-console.ts'
export { redactText } from './redact/redact-text.ts'
