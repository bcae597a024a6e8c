import { redact } from './redact.ts'
import { redactText } from './redact-text.ts'

/** Options to spread into `pino({ … })`. */
export interface PinoRedaction {
  readonly hooks: { readonly streamWrite: (line: string) => string }
}

/**
 * Options for `pino` (9.7 or later) by which no line that it writes holds a secret:
 * `pino({ ...pinoRedaction(), level: 'info' })`. Merged objects, messages, bindings of child loggers,
 * errors and what serializers make of them all pass, as they are redacted in the finished line. A line
 * without secrets stays as it is, byte for byte. With hooks of your own, spread into `hooks` instead.
 */
export function pinoRedaction(): PinoRedaction {
  return { hooks: { streamWrite: redactLine } }
}

function redactLine(line: string): string {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return redactText(line)
  }
  const plain = JSON.stringify(parsed)
  const redacted = JSON.stringify(redact(parsed))
  // Security: a name that occurs twice (a child's binding, overridden) is parsed once; only a line that
  // holds nothing but what was parsed may pass unchanged.
  const body = line.trimEnd()
  return redacted === plain && body === plain ? line : `${redacted}${line.slice(body.length)}`
}
