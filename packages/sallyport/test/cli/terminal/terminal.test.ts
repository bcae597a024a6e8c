import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { CommandRefused } from '../../../src/cli/command-refused.ts'
import { createTerminal } from '../../../src/cli/terminal/terminal.ts'

function streams() {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const shown = () => `${stdout.read() ?? ''}${stderr.read() ?? ''}`
  return { stdin, stdout, stderr, shown }
}

test('a hidden line is read with its corrections and never shown', async () => {
  const world = streams()
  const answer = createTerminal(world).readHidden('new password: ')
  world.stdin.write('sécreX\u007ft\r')
  assert.equal(await answer, 'sécret')
  assert.equal(world.shown(), 'new password: \n')
})

test('two questions get the two lines that are typed', async () => {
  const world = streams()
  const terminal = createTerminal(world)
  const first = terminal.readHidden('a')
  world.stdin.write('one\r')
  assert.equal(await first, 'one')
  const second = terminal.readHidden('b')
  world.stdin.write('two\r')
  assert.equal(await second, 'two')
})

test('Ctrl-C and the end of input are no answer', async () => {
  for (const giveUp of [
    (stdin: PassThrough) => stdin.write('abc\u0003'),
    (stdin: PassThrough) => stdin.end(),
  ]) {
    const world = streams()
    const answer = createTerminal(world).readHidden('?')
    giveUp(world.stdin)
    await assert.rejects(answer, (error) => error instanceof CommandRefused && error.exitCode === 1)
  }
})

test('stdin is read whole as UTF-8, up to a limit', async () => {
  const readAll = (bytes: Uint8Array) => {
    const world = streams()
    world.stdin.end(bytes)
    return createTerminal(world).readAll(8)
  }
  assert.equal(await readAll(Buffer.from('pässwrd')), 'pässwrd')
  await assert.rejects(readAll(Buffer.from('123456789')), /stdin holds more than 8 bytes/)
  await assert.rejects(readAll(Buffer.from([0x61, 0xff])), /stdin is not UTF-8 text/)
})

test('whether a person sits there is what the stream says', () => {
  const world = streams()
  assert.equal(createTerminal(world).interactive, false)
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  assert.equal(createTerminal({ ...world, stdin }).interactive, true)
})
