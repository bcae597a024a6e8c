import { type GeneratedPassword, openConfiguration } from 'sallyport'
import { type RunningDocuments, startDocuments } from './start-documents.ts'

/** `npm start`: the authority and the documents API in one process, then what to try. */
try {
  const configuration = await openConfiguration({
    command: 'dev',
    warn: (message) => console.warn('warning:', message),
  })
  const running = await startDocuments(configuration, {
    port: 4001,
    onFault: (error) => console.error('fault:', error instanceof Error ? error.message : error),
    say: (line) => console.log(line),
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void running.stop().then(() => process.exit(0)))
  }
  printWelcome(running, running.sallyport.generatedPasswords)
} catch (error) {
  console.error('sallyport:', error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function printWelcome(
  { sallyport: { issuer }, api }: RunningDocuments,
  passwords: readonly GeneratedPassword[],
): void {
  const lines = passwords.map(
    ({ username, password }) => `  ${username.padEnd(6)} ${password.reveal()}`,
  )
  const known =
    lines.length > 0
      ? ['Passwords, shown this once:', ...lines]
      : [
          'Users alice, bob and carol keep the passwords printed at the first start.',
          'A new one: npx sallyport users passwd alice',
        ]
  console.log(
    [
      `Authority      ${issuer}`,
      `Documents API  ${api}`,
      '',
      ...known,
      '',
      'Try it:',
      `  1. Open ${api}/try in a browser, sign in as alice and allow access.`,
      '  2. Press the buttons: each calls the API and shows what was decided, and a curl command.',
      '  3. In another terminal: npx sallyport audit tail',
      '  4. Take it all back:    npx sallyport revoke --subject alice   and press a button again.',
      '',
      'sallyport is ready',
    ].join('\n'),
  )
}
