import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { pinoRedaction } from '@sallyport/audit'
import { type Logger, type LoggerOptions, pino } from 'pino'

const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl'

/** The lines that pino writes, with the redaction and without it. */
function linesOf(write: (log: Logger) => void, options: LoggerOptions = {}) {
  const run = (extra: LoggerOptions) => {
    const lines: string[] = []
    const fixed = { base: { pid: 1 }, timestamp: () => ',"time":1', ...options, ...extra }
    write(pino(fixed, { write: (line: string) => lines.push(line) }))
    return lines.join('')
  }
  return { redacted: run(pinoRedaction()), plain: run({}) }
}

suite('pinoRedaction', () => {
  const cases: readonly (readonly [string, string, (log: Logger) => void, LoggerOptions?])[] = [
    ['a merged object', 'hunter2', (log) => log.info({ a: { password: 'hunter2' } }, 'x')],
    ['a message', jwt, (log) => log.info(`got ${jwt}`)],
    ['a message with arguments', 'swordfish', (log) => log.info('password=%s', 'swordfish')],
    ['an object in a message', 'hunter2', (log) => log.info('got %o', { password: 'hunter2' })],
    ['a binding of a child', 'hunter2', (log) => log.child({ token: 'hunter2' }).info('x')],
    [
      'a binding of a child, overridden in the line',
      jwt,
      (log) => log.child({ a: jwt }).info({ a: 'plain' }, 'x'),
    ],
    [
      'bindings set later',
      jwt,
      (log) => {
        log.setBindings({ a: jwt })
        log.info('x')
      },
    ],
    ['a prefix', jwt, (log) => log.child({}, { msgPrefix: `${jwt} ` }).info('x')],
    ['an error', 'hunter2', (log) => log.error(new Error('password=hunter2'))],
    [
      'an error with a cause and properties',
      'hunter2',
      (log) =>
        log.error(
          {
            err: Object.assign(new Error('x', { cause: new Error('code=hunter2') }), {
              config: { headers: { authorization: 'hunter2' } },
            }),
          },
          'failed',
        ),
    ],
    [
      'what a mixin adds',
      'hunter2',
      (log) => log.info('x'),
      { mixin: () => ({ secret: 'hunter2' }) },
    ],
    [
      'what a serializer makes',
      'hunter2',
      (log) => log.info({ req: {} }, 'x'),
      { serializers: { req: () => ({ headers: { cookie: 'sid=hunter2' } }) } },
    ],
  ]
  for (const [what, secret, write, options] of cases) {
    test(`P02 ${what} leaves no secret in the line`, () => {
      const { redacted, plain } = linesOf(write, options)
      assert.ok(plain.includes(secret))
      assert.ok(!redacted.includes(secret))
      for (const line of redacted.trimEnd().split('\n'))
        assert.equal(JSON.parse(line).level > 0, true)
    })
  }

  test('a line without secrets stays as it is, byte for byte', () => {
    const { redacted, plain } = linesOf((log) => {
      log.info({ a: [1, { b: 'é\u2028"' }], n: 1.5, code: 'ENOENT' }, 'took %d ms', 7)
      log.child({ requestId: 'b3b9c1d2-1111-4222-8333-444455556666' }).warn('x')
      log.error(new Error('plain'))
    })
    assert.equal(redacted.replace(/at .*?\\n/g, ''), plain.replace(/at .*?\\n/g, ''))
    assert.ok(!redacted.includes('[redacted]'))
  })

  test('what is not JSON is redacted as text', () => {
    const { streamWrite } = pinoRedaction().hooks
    assert.equal(streamWrite('token=abc\n'), 'token=[redacted]\n')
    assert.equal(streamWrite('{"token":"abc"}\r\n'), '{"token":"[redacted]"}\r\n')
  })
})
