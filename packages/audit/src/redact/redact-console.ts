import { format } from 'node:util'
import { redact } from './redact.ts'
import { redactText } from './redact-text.ts'

/** The part of a console that writes. */
export type ConsoleLike = Pick<
  Console,
  'log' | 'info' | 'warn' | 'error' | 'debug' | 'trace' | 'dir' | 'table'
>

/**
 * Wraps a console so that nothing it writes holds a secret. Messages are put together first, as
 * `util.format` does, so that `('authorization: Bearer %s', token)` is seen as a whole; the wrapped
 * console gets one string (`dir` and `table`: a redacted copy).
 */
export function redactConsole(target: ConsoleLike): ConsoleLike {
  const text = (values: readonly unknown[]) => redactText(format(...values.map(redactArgument)))
  return {
    log: (...values: unknown[]) => target.log(text(values)),
    info: (...values: unknown[]) => target.info(text(values)),
    warn: (...values: unknown[]) => target.warn(text(values)),
    error: (...values: unknown[]) => target.error(text(values)),
    debug: (...values: unknown[]) => target.debug(text(values)),
    trace: (...values: unknown[]) => target.trace(text(values)),
    dir: (value, options) => target.dir(redact(value), options),
    table: (data, columns) => target.table(redact(data), columns),
  }
}

/** Strings wait for the whole message: a format is not yet the text that it makes. */
function redactArgument(value: unknown): unknown {
  return typeof value === 'string' ? value : redact(value)
}
