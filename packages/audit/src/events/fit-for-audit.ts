import { redactText } from '../redact/redact-text.ts'
import { cutTo, escapeUnprintable } from './escape-unprintable.ts'

/**
 * Makes text that a caller chose (a path, an identifier that nobody knows) fit for a field of an audit
 * fact: what looks like a secret becomes `[redacted]`, what does not print is escaped, and the rest is
 * cut to 256 characters. `checkAuditFact` accepts the result. Not for identifiers of ours: two that
 * are cut or redacted look the same.
 */
export function fitForAudit(text: string): string {
  return cutTo(escapeUnprintable(redactText(text)), 256)
}
