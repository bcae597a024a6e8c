import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createEventParser } from '../../src/stream/parse-events.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const parse = (text: string) => createEventParser().take(encode(text))

test('an event has a name, data and an id, and ends with an empty line', () => {
  assert.deepEqual(parse('event: a\nid: 7\ndata: x\n\ndata:y\ndata: z\n\n'), [
    { name: 'a', id: '7', data: 'x' },
    { name: 'message', data: 'y\nz' },
  ])
  assert.deepEqual(parse('event: a\ndata: x\n'), [])
})

test('comments, unknown fields, events without data, and ids with NUL in them are nothing', () => {
  assert.deepEqual(parse(': hello\n\nfoo: bar\nretry: 1\n\nevent: a\n\nid: \0\ndata\n\n'), [
    { name: 'message', data: '' },
  ])
})

test('lines end with a line feed, a carriage return, or both', () => {
  const expected = [{ name: 'a', data: 'x' }]
  for (const end of ['\n', '\r', '\r\n']) {
    assert.deepEqual(parse(['event: a', 'data: x', '', ''].join(end)), expected)
  }
})

test('what is not UTF-8, or too long, ends the stream; what is just not too long does not', () => {
  assert.throws(() => createEventParser().take(new Uint8Array([0xff])))
  const mebibyte = 'x'.repeat(1024 * 1024)
  const endless = createEventParser()
  assert.throws(() => {
    for (let i = 0; i < 5; i += 1) endless.take(encode(mebibyte))
  }, /too long/)
  const manyLines = createEventParser()
  assert.throws(() => {
    for (let i = 0; i < 5; i += 1) manyLines.take(encode(`data: ${mebibyte}\n`))
  }, /too long/)
  assert.equal(parse(`data: ${mebibyte.repeat(3)}\n\n`).length, 1)
})

test('however the bytes are cut, the events are the same', () => {
  const anyLine = fc.oneof(
    fc.constantFrom(
      '',
      '',
      ':',
      'data',
      'data: ',
      'id: 3',
      'event: a',
      ': \ud83d\ude00',
      'data: ä€😀',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => `data: ${text}`),
  )
  const anyText = fc
    .array(fc.tuple(anyLine, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 40 })
    .map((lines) => lines.flat().join(''))
  fc.assert(
    fc.property(anyText, fc.infiniteStream(fc.integer({ min: 0, max: 5 })), (text, sizes) => {
      const bytes = encode(text)
      const whole = createEventParser().take(bytes)
      const parser = createEventParser()
      const events = []
      let at = 0
      for (const size of sizes) {
        if (at >= bytes.length) break
        events.push(...parser.take(bytes.subarray(at, at + size)))
        at += size
      }
      assert.deepEqual(events, whole)
    }),
    { numRuns: 500 },
  )
})
