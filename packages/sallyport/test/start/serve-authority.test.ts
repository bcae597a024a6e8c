import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { listen } from '../../src/start/serve-authority.ts'

/** Writes a request byte for byte, and reads until the other side hangs up. */
function send(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`))
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', (text) => {
      answer += text
    })
    socket.on('end', () => resolve(answer)).on('error', reject)
  })
}

test('O01 a request with two hosts is refused and hung up on, one with one is answered', async (t) => {
  const authority = {
    fetch: async () => new Response('answered'),
    prune: async () => {},
    stop: async () => {},
  }
  const address = { host: '127.0.0.1', port: 0 }
  const { port, close } = await listen(address, Promise.resolve(authority))
  t.after(close)
  const hosts = [`Host: 127.0.0.1:${port}`, `host: 127.0.0.1:${port}`]
  for (const second of [hosts[1] ?? '', 'Host: evil.example']) {
    const refused = await send(port, ['GET /jwks HTTP/1.1', hosts[0] ?? '', second])
    assert.match(refused, /^HTTP\/1\.1 400 [\s\S]*connection: close/i)
    assert.doesNotMatch(refused, /answered/)
  }
  const one = await send(port, ['GET /jwks HTTP/1.1', hosts[0] ?? '', 'Connection: close'])
  assert.match(one, /^HTTP\/1\.1 200 [\s\S]*answered/)
})
