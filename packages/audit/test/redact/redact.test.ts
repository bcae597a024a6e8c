import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { inspect } from 'node:util'
import { redact } from '@sallyport/audit'
import { Secret } from '@sallyport/protocol'
import fc from 'fast-check'
import { isSensitiveName } from '../../src/redact/sensitive-name.ts'
import { harmlessTexts, passwords, sensitiveNames, tokens } from './secrets.ts'

suite('redact', () => {
  test('hides values by their name, and keeps what says nothing', () => {
    assert.deepEqual(
      redact({
        user: 'alice',
        password: 'hunter2',
        pins: [1, 2],
        pin: 1234,
        headers: { authorization: ['Bearer x'], Cookie: 'a=1', accept: '*/*' },
        cookies: { sid: 'abc' },
        token: null,
        secret: true,
        code: 'ENOENT',
        statusCode: 404,
      }),
      {
        user: 'alice',
        password: '[redacted]',
        pins: [1, 2],
        pin: '[redacted]',
        headers: { authorization: '[redacted]', Cookie: '[redacted]', accept: '*/*' },
        cookies: '[redacted]',
        token: null,
        secret: true,
        code: 'ENOENT',
        statusCode: 404,
      },
    )
  })

  test('hides values in raw headers and in entries', () => {
    assert.deepEqual(redact(['Cookie', 'sid=1', 'Accept', '*/*', 'authorization', 'x']), [
      'Cookie',
      '[redacted]',
      'Accept',
      '*/*',
      'authorization',
      '[redacted]',
    ])
    assert.deepEqual(
      redact([
        ['password', 'hunter2'],
        ['a', 'b'],
      ]),
      [
        ['password', '[redacted]'],
        ['a', 'b'],
      ],
    )
    assert.deepEqual(redact(new Headers({ 'set-cookie': 'a=1', accept: 'x' })), {
      accept: 'x',
      'set-cookie': '[redacted]',
    })
    assert.equal(redact(new URLSearchParams('code=x&a=1')), 'code=[redacted]&a=1')
    assert.equal(
      redact(new URL('https://u:p@h/?code=x')),
      'https://u:[redacted]@h/?code=[redacted]',
    )
  })

  test('keeps Map, Set and Date what they are, and shows bytes and functions as words', () => {
    const at = new Date(0)
    const copied = redact({
      map: new Map<unknown, unknown>([
        ['token', 'x'],
        ['a', 1],
      ]),
      at,
    })
    assert.deepEqual(copied, {
      map: new Map<unknown, unknown>([
        ['token', '[redacted]'],
        ['a', 1],
      ]),
      at,
    })
    assert.deepEqual(redact(new Set(['Bearer x', 1])), new Set(['Bearer [redacted]', 1]))
    assert.equal(redact(Buffer.from('hunter2')), '[bytes: 7]')
    assert.equal(redact(new Uint8Array(3).buffer), '[bytes: 3]')
    assert.equal(redact(JSON.parse(JSON.stringify(Buffer.from('hunter2')))), '[bytes]')
    assert.equal(
      redact(() => 'hunter2'),
      '[function]',
    )
    assert.equal(redact(Symbol('Bearer x')), 'Symbol(Bearer [redacted])')
    assert.equal(redact(Object('Bearer x')), 'Bearer [redacted]')
    assert.equal(redact(new Secret('hunter2')), '[secret]')
    assert.equal(redact(7n), 7n)
    assert.equal(redact(undefined), undefined)
  })

  test('keeps errors errors, with all they hold redacted', () => {
    const cause = new TypeError('password=hunter2')
    const error = Object.assign(new Error('sent Bearer abc.def', { cause }), {
      code: 'ECONNRESET',
      config: { headers: { authorization: 'Basic hunter2' } },
    })
    const copied = redact(error)
    assert.ok(copied instanceof Error)
    assert.equal(copied.message, 'sent Bearer [redacted]')
    assert.ok(copied.cause instanceof TypeError)
    assert.equal(copied.cause.message, 'password=[redacted]')
    assert.match(copied.stack ?? '', /^Error: sent Bearer \[redacted\]\n +at .*redact\.test\.ts/)
    const shown = inspect(copied, { depth: 9 })
    assert.ok(shown.includes('ECONNRESET'))
    for (const secret of ['abc.def', 'hunter2']) assert.ok(!shown.includes(secret))
    const many = redact(new AggregateError([new Error('code=x')], 'several'))
    assert.ok(!inspect(many, { showHidden: true }).includes('code=x'))
  })

  test('runs no getter, and survives a proxy that throws', () => {
    let ran = 0
    class Watched {
      get own() {
        ran += 1
        return 'x'
      }
    }
    const getter = { get: () => (ran += 1), enumerable: true }
    const watched = Object.defineProperty(new Watched(), 'password2', getter)
    assert.deepEqual(redact(watched), { password2: '[getter]' })
    const error = Object.defineProperty(new Error('x'), 'message', getter)
    assert.ok(redact(error) instanceof Error)
    assert.equal(ran, 0)
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    assert.deepEqual(redact({ hostile, proxy, a: 1 }), {
      hostile: '[unreadable]',
      proxy: '[unreadable]',
      a: 1,
    })
  })

  test('stops at cycles, depth and size, and not at things seen twice', () => {
    const loop: Record<string, unknown> = { a: 1 }
    loop.self = loop
    loop.list = [loop]
    assert.deepEqual(redact(loop), { a: 1, self: '[circular]', list: ['[circular]'] })
    const shared = { x: 1 }
    assert.deepEqual(redact([shared, shared]), [{ x: 1 }, { x: 1 }])
    let deep: unknown = 'end'
    for (let i = 0; i < 100_000; i += 1) deep = [deep]
    assert.ok(JSON.stringify(redact(deep)).includes('[deep]'))
    const wide = redact(Array.from({ length: 1_000_000 }, (_, i) => i))
    assert.ok(Array.isArray(wide) && wide.length < 100_000 && wide.at(-1) === '[truncated]')
    const long = redact(`${'word '.repeat(1_000_000)}`)
    assert.ok(typeof long === 'string' && long.length < 1_100_000 && long.endsWith('[truncated]'))
  })

  test('`__proto__` is a name like any other, and changes no prototype', () => {
    const copied = redact(JSON.parse('{"__proto__":{"admin":true}}'))
    assert.ok(typeof copied === 'object' && copied !== null)
    assert.equal(Object.getPrototypeOf(copied), Object.prototype)
    assert.ok(Object.hasOwn(copied, '__proto__'))
  })

  test('changes nothing in what it is given', () => {
    const given = { password: 'hunter2', list: ['Bearer x'] }
    redact(given)
    assert.deepEqual(given, { password: 'hunter2', list: ['Bearer x'] })
  })
})

suite('redact, whatever the value', () => {
  test('P02 a token never appears in the copy, wherever it was', () => {
    fc.assert(
      fc.property(structures(tokens), ({ value, secret }) => {
        for (const text of textsIn(redact(value))) assert.ok(!text.includes(secret))
      }),
      { numRuns: 100 },
    )
  })

  test('P02 a value of any form under a sensitive name never appears in the copy', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        sensitiveNames,
        passwords,
        fc.anything(),
        fc.constantFrom('value', 'list', 'object'),
        (before, name, secret, after, as) => {
          const value = as === 'value' ? secret : as === 'list' ? [1, secret] : { inner: secret }
          const holder = {
            before,
            deeper: [{ [name]: value, map: new Map([[name, value]]) }, after],
          }
          const found = textsIn(redact(holder)).filter((text) => text === secret)
          const elsewhere = textsIn(redact({ before, after })).filter((text) => text === secret)
          assert.equal(found.length, elsewhere.length)
        },
      ),
      { numRuns: 100 },
    )
  })

  test('never throws', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      withUnicodeString: true,
    })
    fc.assert(
      fc.property(anything, (value) => assert.doesNotThrow(() => redact(value))),
      { numRuns: 250 },
    )
  })

  test('what holds no secret is copied as it is', () => {
    const names = fc.stringMatching(/^[a-z]{1,10}$/).filter((name) => !isSensitiveName(name))
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        harmlessTexts,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(names, tie('tree'), { noNullPrototype: true, maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(fc.array(tree), (value) => {
        fc.pre(JSON.stringify(value).split('[').length < 10)
        assert.deepEqual(redact(value), value)
      }),
    )
  })
})

/** Arbitrary JSON-like values with one secret in them: a value, part of a text, a name, a message. */
function structures(secrets: fc.Arbitrary<string>) {
  const place = fc.constantFrom('value', 'text', 'name', 'error', 'map', 'set', 'json')
  return fc
    .tuple(fc.jsonValue({ maxDepth: 3 }), secrets, place, fc.string(), fc.nat({ max: 8 }))
    .map(([around, secret, where, text, depth]) => {
      let value: unknown = put(secret, where, text)
      for (let level = 0; level < depth; level += 1) {
        value = level % 2 === 0 ? { around, [`k${level}`]: value } : [value, around]
      }
      return { value, secret }
    })
}

function put(secret: string, where: string, text: string): unknown {
  if (where === 'text') return `${text} ${secret} ${text}`
  if (where === 'name') return { [secret]: text }
  if (where === 'error') return new Error(`${text} ${secret}`, { cause: [secret] })
  if (where === 'map') return new Map([[secret, { secret }]])
  if (where === 'set') return new Set([[secret]])
  if (where === 'json') return JSON.stringify({ text, list: [secret] })
  return secret
}

/** Every text that a copy shows: values, names, messages. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  if (value instanceof Map) return [...value].flatMap(textsIn)
  if (value instanceof Set) return [...value].flatMap(textsIn)
  const own = Reflect.ownKeys(value).map(
    (name) => [name, Object.getOwnPropertyDescriptor(value, name)?.value] as const,
  )
  return own.flatMap(([name, item]) => [String(name), ...textsIn(item)])
}
