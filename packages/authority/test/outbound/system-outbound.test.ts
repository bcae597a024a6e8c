import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { createOutbound } from '../../src/outbound/outbound.ts'
import { systemOutbound } from '../../src/outbound/system-outbound.ts'

const noOpenssl = spawnSync('openssl', ['version']).status !== 0
const skip = noOpenssl && 'openssl is not installed'

test('a certificate must be trusted, and that of the host that was asked for', {
  skip,
}, async (t) => {
  const { key, cert } = makeCertificate(t, 'localhost')
  const port = await listenHttps(t, key, cert)
  const resolve = async () => ['127.0.0.1']
  const outbound = createOutbound({ ...systemOutbound, resolve, timeoutMs: 2000 })
  const ask = (host: string) =>
    outbound.getJson({
      url: `https://${host}:${port}/`,
      purpose: 'key_set',
      policy: 'operator',
      maxBytes: 1000,
    })
  assert.deepEqual(await ask('localhost'), { ok: false, refusal: 'unreachable' })
  const trusted = getCACertificates('default')
  setDefaultCACertificates([...trusted, cert])
  t.after(() => setDefaultCACertificates(trusted))
  assert.equal((await ask('localhost')).ok, true)
  assert.deepEqual(await ask('other.example'), { ok: false, refusal: 'unreachable' })
})

test('a name that nobody has is unresolved', async () => {
  const connect = () => assert.fail('connected')
  const outbound = createOutbound({ ...systemOutbound, connect, timeoutMs: 5000 })
  const ask = {
    url: 'https://nobody.invalid/',
    purpose: 'key_set',
    policy: 'operator',
    maxBytes: 1000,
  } as const
  const answer = await outbound.getJson(ask)
  assert.ok(!answer.ok && ['unresolved', 'timed_out'].includes(answer.refusal))
})

function makeCertificate(t: TestContext, host: string): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'outbound-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
  const files = ['-keyout', keyFile, '-out', certFile]
  execFileSync('openssl', ['req', '-x509', ...curve, ...names, ...files, '-days', '2'], {
    stdio: 'ignore',
  })
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') }
}

async function listenHttps(t: TestContext, key: string, cert: string): Promise<number> {
  const server = createServer({ key, cert }, (_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end('{}')
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}
