/**
 * PostgreSQL cannot be asked at the moment: it is away, hangs, or turns us away. Whether a change that was
 * under way is kept is not known.
 */
export class PostgresAway extends Error {
  override readonly name: string = 'PostgresAway'
}

/**
 * PostgreSQL had no time for this, and answers others. Security: whoever makes it busy must not have what
 * it would say replaced by what it said before.
 */
export class PostgresBusy extends PostgresAway {
  override readonly name = 'PostgresBusy'
}

/** PostgreSQL answers, but not to this: a rule of the schema, or a fault of ours. */
export class PostgresRefused extends Error {
  override readonly name = 'PostgresRefused'
  /** SQLSTATE. */
  readonly code: string

  constructor(code: string) {
    super(`postgresql refuses a statement (${code})`)
    this.code = code
  }
}

/**
 * What a failed connection attempt becomes. Security: messages of the driver may show the address, the
 * name of the user or a row, so only the code is kept, and no cause.
 */
export function connectError(error: unknown): PostgresAway {
  const code = codeOf(error)
  const known = code === undefined ? '' : ` (${code})`
  if (code?.startsWith('53'))
    return new PostgresBusy(`postgresql takes no more connections${known}`)
  return new PostgresAway(`postgresql cannot be reached${known}`)
}

/** What a failed statement becomes; what is ours already stays. */
export function statementError(error: unknown): Error {
  if (error instanceof PostgresAway || error instanceof PostgresRefused) return error
  const code = codeOf(error)
  if (code === undefined || !sqlState.test(code)) {
    return new PostgresAway('postgresql is gone in the middle of a statement')
  }
  return awayStates.some((start) => code.startsWith(start))
    ? new PostgresAway(`postgresql does not answer (${code})`)
    : new PostgresRefused(code)
}

const sqlState = /^[0-9A-Z]{5}$/

/**
 * Beginnings of the states that say nothing of the statement: connection lost, not enough resources,
 * stopped by an operator or a time limit, a standby that takes no writes.
 */
const awayStates = ['08', '53', '57', '58', '25006', '25P03', '55P03', '40P01']

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
