import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Person } from '../test/end-to-end/support/person.ts'
import { password } from '../test/end-to-end/support/start-line.ts'
import { startBalancer } from '../test/support/cluster/start-balancer.ts'
import { freePorts } from '../test/support/servers/free-ports.ts'
import { ownPostgres, ownRedis, ownServersSkip } from '../test/support/servers/own-servers.ts'

const root = join(import.meta.dirname, '..')
const compose = readFileSync(join(root, 'compose.yaml'), 'utf8')

test('the secrets of `docker compose up` are made once, for their owner alone, and none is in the file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-compose-'))
  t.after(() => rmSync(folder, { recursive: true }))
  cpSync(join(root, 'deploy'), join(folder, 'deploy'), { recursive: true })
  const make = () => execFileSync('sh', [join(folder, 'deploy/make-secrets.sh')])
  const read = () => readFileSync(join(folder, '.env'), 'utf8')
  make()
  const secrets = new Map(
    read()
      .trim()
      .split('\n')
      .map((line) => line.split('=', 2) as [string, string]),
  )
  assert.equal(statSync(join(folder, '.env')).mode & 0o777, 0o600)
  for (const value of secrets.values()) assert.match(value, /^[0-9a-f]{64}$/)
  assert.equal(new Set(secrets.values()).size, secrets.size)
  const before = read()
  make()
  assert.equal(read(), before)
  // Whatever the file asks for is there, and it starts with nothing in its place.
  const asked = new Set([...compose.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name))
  assert.deepEqual(asked, new Set(secrets.keys()))
  assert.equal(/(?<!\$)\$\{\w+(?!\w|:\?)/.exec(compose), null)
})

test('what compose.yaml starts, started by hand: alice signs in, loses a node, reads on, and her revocation is heard', {
  skip: ownServersSkip(),
}, async (t) => {
  const [redis, postgres, balancer] = await Promise.all([
    ownRedis(t),
    ownPostgres(t),
    startBalancer(),
  ])
  t.after(() => balancer.stop())
  const [one = 0, two = 0, apiPort = 0] = await freePorts(3)
  const api = `http://127.0.0.1:${apiPort}`
  const env = {
    ISSUER: balancer.url,
    API: api,
    SALLYPORT_SECRET: 'a-secret-of-the-compose-test-0123456789',
    REDIS_URL: redis.url,
    POSTGRES_URL: postgres.url,
    TRUSTED_PROXIES: '127.0.0.1',
  }
  // No more than the file gives them, but for what is otherwise on one machine.
  for (const name of Object.keys(env)) {
    if (name !== 'TRUSTED_PROXIES') assert.match(compose, new RegExp(`^ {4}${name}: `, 'm'))
  }
  const [serve = [], guarded = []] = [...compose.matchAll(/^ {4}command: \[(.*)\]$/gm)].map(
    ([, words = '']) => words.split(', '),
  )
  const nodes = await Promise.all(
    [one, two].map((port) =>
      start(
        t,
        serve,
        { ...env, LISTEN_HOST: '127.0.0.1', PORT: String(port) },
        /sallyport is ready/,
      ),
    ),
  )
  balancer.ports = [one, two]
  for (const port of balancer.ports) {
    assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200)
  }
  await start(t, guarded, { ...env, API_PORT: String(apiPort) }, /the documents API is ready/)

  const sallyport = (...argv: readonly string[]) =>
    execFileSync(
      process.execPath,
      ['packages/sallyport/bin/sallyport.js', ...argv, '--config', 'deploy/sallyport.config.ts'],
      { cwd: root, env: { PATH: process.env.PATH, ...env }, input: password },
    )
  sallyport('users', 'passwd', 'alice', '--password-stdin')
  // Whoever signs in within the second of a new password is asked to wait for the next.
  await wait(1100)

  const alice = new Person()
  const toAuthority = (await alice.open(`${api}/try`)).headers.get('location') ?? ''
  await alice.open(await alice.allow(new URL(toAuthority)))
  const read = async () => (await alice.open(`${api}/try/handbook`, { method: 'POST' })).text()
  assert.match(await read(), /\n200 OK\n/)

  const [first] = nodes
  first?.kill('SIGKILL')
  assert.match(await read(), /\n200 OK\n/)
  assert.equal((await fetch(`${balancer.url}/readyz`)).status, 200)
  sallyport('revoke', '--subject', 'alice')
  const until = performance.now() + 2000
  while (!/\n401 /.test(await read())) assert.ok(performance.now() < until, 'still let in')
})

/** Starts a service as its container would, in the folder of the image; resolves once it says so. */
async function start(
  t: TestContext,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  })
  t.after(() => child.kill('SIGKILL'))
  let printed = ''
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text
        if (ready.test(printed)) resolve()
      })
    }
    child.once('exit', () => reject(new Error(`${command.join(' ')} ended:\n${printed}`)))
  })
  return child
}
