import { formatDiagnostic, type Location } from '@sallyport/rego'
import type { AnswerError } from '@sallyport/rego/tools'
import { printable } from './printable.ts'

/** What is wrong, in lines as `opa` prints them. */
export function renderErrors(errors: readonly AnswerError[]): readonly string[] {
  const lines = errors.flatMap((error) => [
    printable(renderError(error)),
    ...(error.details ?? []).map((detail) => `\t${printable(detail)}`),
  ])
  if (errors.length !== 1) return [`${errors.length} errors occurred:`, ...lines]
  return [`1 error occurred: ${lines[0]}`, ...lines.slice(1)]
}

function renderError({ code, message, location }: AnswerError): string {
  return location === undefined || location.row === 0
    ? `${code}: ${message}`
    : formatDiagnostic({ code: code as never, message, location })
}

/** `{"errors": […]}`, compact. */
export function errorsAsJson(errors: readonly AnswerError[]): string {
  return JSON.stringify({
    errors: errors.map(({ message, code, location, details }) => ({
      message,
      code,
      ...(location === undefined ? {} : { location: placeOf(location) }),
      ...(details === undefined ? {} : { details }),
    })),
  })
}

export function placeOf({ file, row, col }: Location) {
  return { file, row, col }
}
