import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { parseConfiguration } from 'sallyport'
import behindAProxy from '../../../examples/guides/src/behind-a-proxy.config.ts'
import operator from '../../../examples/guides/src/operator.config.ts'
import ownTls from '../../../examples/guides/src/own-tls.config.ts'
import policiesFromBundle from '../../../examples/guides/src/policies.config.ts'
import { logWith } from '../../../examples/guides/src/redact.ts'
import rotate from '../../../examples/guides/src/rotate.config.ts'
import { folderFor } from '../../../packages/sallyport/test/support/command-line.ts'
import { makeCertificate } from '../../../packages/sallyport/test/support/make-certificate.ts'
import startConfiguration from '../../../sallyport.config.ts'
import { call, moveAddresses, serve } from '../support/start-guides.ts'

const env = {
  BOT_SECRET: 'the-secret-of-the-incident-bot-0123456789',
  SALLYPORT_SECRET: 'a-secret-of-the-operation-guides-0123456789',
  SALLYPORT_SECRET_BEFORE: 'the-secret-before-of-the-operation-guides-01',
  WEB_SECRET: 'the-secret-of-the-web-application-0123',
  WEB_SECRET_BEFORE: 'the-secret-before-of-the-web-application-01',
}

test('the configurations of the guides to proxies, rotation and revocation are accepted, and need their secrets', async (t) => {
  const folder = await folderFor(t)
  const { cert, key } = makeCertificate()
  await writeFile(join(folder, 'id.example.com.pem'), cert)
  await writeFile(join(folder, 'id.example.com.key'), key)
  for (const configuration of [behindAProxy, operator, ownTls, rotate]) {
    const parse = (given: Record<string, string>) =>
      parseConfiguration(configuration, { command: 'serve', env: given, baseFolder: folder })
    const parsed = parse(env)
    assert.ok(parsed.ok, JSON.stringify(parsed))
    assert.deepEqual(parsed.value.warnings, [])
    assert.equal(parse({}).ok, false)
  }
})

test('the guide to proxies holds: a guard takes its proxies from the configuration', async (t) => {
  const folder = await folderFor(t)
  const text = `export default ${JSON.stringify({ ...behindAProxy, secret: env.SALLYPORT_SECRET })}`
  const file = join(folder, 'sallyport.config.mjs')
  assert.ok('sqlite' in behindAProxy.store)
  await writeFile(file, text.replace(behindAProxy.store.sqlite, join(folder, 'guard.db')))
  moveAddresses(t, { "command: 'serve'": `command: 'serve', file: '${file}'` })
  const { app, ports } = await import('../../../examples/guides/src/behind-a-proxy.ts')
  t.after(() => ports.close())
  const url = `${await serve(t, app)}/whoami`
  assert.equal(
    (await call(url, undefined, { headers: { 'x-forwarded-for': '9.9.9.9' } })).status,
    401,
  )
  const store = openSqliteStore({ file: join(folder, 'guard.db'), durability: 'process' })
  t.after(() => store.close())
  const events = await store.audit.since(0, 10)
  assert.deepEqual(
    events.map(({ event }) => event.address),
    ['9.9.9.9'],
  )
})

test('the guide to the audit log holds: what is logged by way of it holds no secret', (t) => {
  const written: string[] = []
  t.mock.method(console, 'info', (line: string) => void written.push(line))
  const headers = { authorization: 'Bearer a-token-that-nobody-may-see', accept: 'text/html' }
  const copy = JSON.stringify(logWith(console, headers))
  for (const text of [written.join('\n'), copy]) {
    assert.match(text, /text\/html/)
    assert.doesNotMatch(text, /nobody-may-see/)
  }
  assert.doesNotMatch(copy, /battery/)
  t.diagnostic(`${written.join('\n')} ${copy}`)
})

test('the guide to bundles holds: a signed one decides, with the key that is named', async (t) => {
  const fixtures = join(process.cwd(), 'packages/policies/test/fixtures')
  moveAddresses(t, { './bundle.tar.gz': join(fixtures, 'signed-RS256.tar.gz') })
  process.env.BUNDLE_KEY = await readFile(join(fixtures, 'rsa.pub.pem'), 'utf8')
  t.after(() => Reflect.deleteProperty(process.env, 'BUNDLE_KEY'))
  const { policies, policy } = await import('../../../examples/guides/src/signed-bundle.ts')
  t.after(() => policies.stop())
  const input = {
    client: { id: 'desktop' },
    action: 'read',
    resource: { type: 'report' },
    environment: { time: '12:00', timestamp: 0, weekday: 'monday' },
  } as const
  const user = { id: 'alice', roles: [], scopes: [] }
  assert.equal((await policy({ ...input, user })).allow, true)
  assert.equal((await policy(input)).allow, false)
  const folder = await folderFor(t)
  await writeFile(join(folder, 'bundle-key.pem'), process.env.BUNDLE_KEY)
  const parsed = parseConfiguration(
    { ...startConfiguration, ...policiesFromBundle },
    { command: 'dev', env: {}, baseFolder: folder },
  )
  assert.ok(parsed.ok)
  assert.equal(parsed.value.configuration.policies?.path, join(folder, 'bundle.tar.gz'))
})
