import type { Server } from 'node:http'
import {
  type GeneratedPassword,
  openConfiguration,
  type Sallyport,
  startSallyport,
} from 'sallyport'
import { createDocumentsApi } from './documents-api.ts'
import { addTryPages } from './try-pages.ts'

const API = 'http://localhost:4001'

/** `npm start`: the authority and the documents API in one process, then what to try. */
const configuration = await openConfiguration({
  command: 'dev',
  warn: (message) => console.warn('warning:', message),
})
const sallyport = await startSallyport(configuration, {
  onFault: (error) => console.error('fault:', error instanceof Error ? error.message : error),
})
const app = createDocumentsApi({
  issuer: sallyport.issuer,
  audience: API,
  revocations: sallyport.revocations,
  audit: sallyport.audit,
  trustedProxies: configuration.trustedProxies,
  ...(configuration.deviceTrustHeader === undefined
    ? {}
    : { deviceTrustHeader: configuration.deviceTrustHeader }),
  timeZone: configuration.timeZone,
})
addTryPages(app, { issuer: sallyport.issuer, api: API })
const server = await new Promise<Server>((resolve, reject) => {
  const listening = app.listen(4001, '127.0.0.1', () => resolve(listening))
  listening.once('error', reject)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close()
    server.closeAllConnections()
    void sallyport.stop().then(() => process.exit(0))
  })
}

printWelcome(sallyport, sallyport.generatedPasswords)

function printWelcome({ issuer }: Sallyport, passwords: readonly GeneratedPassword[]): void {
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
      `Documents API  ${API}`,
      '',
      ...known,
      '',
      'Try it:',
      `  1. Open ${API}/try in a browser, sign in as alice and allow access.`,
      '  2. Press the buttons: each calls the API and shows what was decided, and a curl command.',
      '  3. In another terminal: npx sallyport audit tail',
      '  4. Take it all back:    npx sallyport revoke --subject alice   and press a button again.',
      '',
      'sallyport is ready',
    ].join('\n'),
  )
}
