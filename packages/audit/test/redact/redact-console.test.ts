import assert from 'node:assert/strict'
import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { redactConsole } from '@sallyport/audit'

function start() {
  let written = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk)
      done()
    },
  })
  const target = new Console({ stdout: stream, stderr: stream })
  return { console: redactConsole(target), target, written: () => written }
}

const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const

for (const method of methods) {
  test(`P02 what console.${method} writes holds no secret`, () => {
    const control = start()
    control.target[method]({ user: 'alice', password: 'hunter2' })
    assert.match(control.written(), /hunter2/)
    const { console, written } = start()
    console[method]({ user: 'alice', password: 'hunter2' })
    assert.match(written(), /alice/)
    assert.match(written(), /\[redacted\]/)
    assert.doesNotMatch(written(), /hunter2/)
  })
}

test('a message is judged as a whole, its arguments put in', () => {
  const { console, written } = start()
  console.log('authorization: Bearer %s', 'swordfish')
  console.log('password=%s and %d', 'swordfish', 7)
  console.log('token:', 'swordfish')
  console.error(new Error('password=swordfish'), { nested: { secret: 'swordfish' } })
  assert.doesNotMatch(written(), /swordfish/)
  assert.match(written(), /password=\[redacted\] and 7/)
})

test('what holds no secret is written as it was, percent signs included', () => {
  const { console, target, written } = start()
  const plain = start()
  for (const values of [['100%'], ['%s is %d', 'x', 7], ['%%'], ['a', { b: [1, 2] }], []]) {
    console.log(...values)
    plain.target.log(...values)
  }
  assert.equal(written(), plain.written())
  assert.notEqual(console.log, target.log)
})
