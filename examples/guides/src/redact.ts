import { redact, redactConsole } from '@sallyport/audit'

export function logWith(console: Console, headers: Readonly<Record<string, string>>): unknown {
  // #region redact
  const log = redactConsole(console)
  log.info('called with', headers)
  return redact({ headers, password: 'correct horse battery staple', attempts: 2 })
  // #endregion
}
