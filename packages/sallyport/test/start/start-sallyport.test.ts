import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openSqliteStore } from '@sallyport/store/sqlite'
import type { Configuration } from '../../src/configuration/configuration.ts'
import { startSallyport } from '../../src/start/start-sallyport.ts'
import { folderFor } from '../support/command-line.ts'
import { accepted } from '../support/configurations.ts'
import { makeCertificate } from '../support/make-certificate.ts'

const loopback = { issuer: 'http://127.0.0.1:0', users: [{ username: 'alice' }] }

/** A configuration for `dev` with a store in a folder of its own. */
async function prepare(t: TestContext, change: object) {
  const folder = await folderFor(t)
  const file = join(folder, 'sallyport.db')
  const configure = (next: object): Configuration =>
    accepted({ ...loopback, store: { sqlite: file }, ...next }, { command: 'dev', folder })
  return { folder, file, configure, configuration: configure(change) }
}

async function takePort(t: TestContext): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  return (taken.address() as AddressInfo).port
}

test('a start that fails for want of a port changes no user, and the next one shows the passwords', async (t) => {
  const port = await takePort(t)
  const { file, configure } = await prepare(t, {})
  const listen = [{ port: 0 }, { port }]
  await assert.rejects(startSallyport(configure({ listen })), {
    message: `port ${port} of 127.0.0.1 is in use; stop the other program or change \`listen\``,
  })
  const store = openSqliteStore({ file, durability: 'process' })
  assert.deepEqual(await store.users.list(), [])
  await store.close()

  const sallyport = await startSallyport(configure({ listen: { port: 0 } }))
  t.after(() => sallyport.stop())
  assert.deepEqual(
    sallyport.generatedPasswords.map(({ username }) => username),
    ['alice'],
  )
})

test('an address that this machine does not have is named', async (t) => {
  const { configuration } = await prepare(t, { listen: { host: '192.0.2.1', port: 0 } })
  await assert.rejects(startSallyport(configuration), {
    message: '192.0.2.1 is no address of this machine; change `listen`',
  })
})

test('with tls the authority answers over https, with the certificate that was configured', async (t) => {
  const { folder, configure } = await prepare(t, {})
  const { cert, key } = makeCertificate()
  await writeFile(join(folder, 'a.crt'), cert)
  await writeFile(join(folder, 'a.key'), key)
  const listen = { port: 0, tls: { cert: 'a.crt', key: 'a.key' } }
  const sallyport = await startSallyport(configure({ listen, issuer: 'https://127.0.0.1:0' }))
  t.after(() => sallyport.stop())
  const [url = ''] = sallyport.urls
  assert.match(url, /^https:/)
  const status = await new Promise((resolve, reject) => {
    get(`${url}/healthz`, { ca: cert, servername: 'localhost', agent: false }, (res) => {
      res.resume()
      resolve(res.statusCode)
    }).once('error', reject)
  })
  assert.equal(status, 200)
})
