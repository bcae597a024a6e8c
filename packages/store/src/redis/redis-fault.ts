/**
 * An error of Redis or its driver, without what was sent. Security: the driver's own carry the command
 * with all its arguments, and some answers of the server repeat them.
 */
export function redisFault(what: string, error: unknown): Error {
  return new Error(`redis cannot answer \`${what}\`: ${causeOf(error)}`)
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'ReplyError' || 'command' in error) {
    return /^[A-Z]+\b/.exec(error.message)?.[0] ?? 'refused'
  }
  return error.message
}
