import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { type Line, secret, startLine } from './support/start-line.ts'

let line: Line
before(async () => {
  line = await startLine()
})
after(() => line.stop())

/** Sends bytes to the authority as they are and reads the answer to its end. */
function send(lines: readonly string[], body = ''): Promise<{ status: number; text: string }> {
  const port = Number(new URL(line.issuer).port)
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      const head = [...lines, 'connection: close', `content-length: ${body.length}`]
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
    })
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => {
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text })
    })
  })
}

const metadata = '/.well-known/oauth-authorization-server'

test('META-03 M03 metadata names our issuer whatever the request says its host is', async () => {
  const host = new URL(line.issuer).host
  const control = await send([`GET ${metadata} HTTP/1.1`, `host: ${host}`])
  assert.equal(control.status, 200)
  assert.ok(control.text.includes(`"issuer":"${line.issuer}"`))
  for (const request of [
    [`GET ${metadata} HTTP/1.1`, 'host: evil.example'],
    [`GET ${metadata} HTTP/1.1`, `host: ${host}`, 'x-forwarded-host: evil.example'],
    [`GET http://evil.example${metadata} HTTP/1.1`, 'host: evil.example'],
    [`GET ${metadata} HTTP/1.1`, `host: ${host}`, 'forwarded: host=evil.example;proto=https'],
  ]) {
    const { status, text } = await send(request)
    assert.ok(!text.includes('evil.example'), text)
    assert.ok(status === 200 ? text.includes(`"issuer":"${line.issuer}"`) : status >= 400)
  }
  assert.ok((await send([`GET ${metadata} HTTP/1.1`, 'host: a/../b'])).status >= 400)
})

test('D02 two Authorization headers are no authentication, whichever is right', async () => {
  const host = `host: ${new URL(line.issuer).host}`
  const right = `authorization: Basic ${Buffer.from(`basic:${secret}`).toString('base64')}`
  const wrong = `authorization: Basic ${Buffer.from('basic:wrong').toString('base64')}`
  const form = 'content-type: application/x-www-form-urlencoded'
  const body = 'grant_type=refresh_token&refresh_token=x'
  const post = 'POST /token HTTP/1.1'
  const control = await send([post, host, form, right], body)
  assert.match(control.text, /invalid_grant/)
  for (const pair of [
    [right, wrong],
    [wrong, right],
    [right, right],
  ]) {
    const { status, text } = await send([post, host, form, ...pair], body)
    assert.ok(status === 401 || status === 400, text)
    assert.doesNotMatch(text, /invalid_grant/)
  }
})

test('O21-16 D10 other methods and their disguises are refused', async () => {
  const host = `host: ${new URL(line.issuer).host}`
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'TRACE', 'FOO']) {
    const { status, text } = await send([`${method} /token HTTP/1.1`, host])
    assert.ok(status === 405 || status === 400 || status === 501, `${method}: ${text}`)
  }
  const disguised = await send([
    'GET /token?grant_type=refresh_token HTTP/1.1',
    host,
    'x-http-method-override: POST',
  ])
  assert.equal(disguised.status, 405)
})

test('L12 a path with a suffix, doubled slashes or dots is not the page', async () => {
  const host = `host: ${new URL(line.issuer).host}`
  assert.equal((await send(['GET /authorize HTTP/1.1', host])).status, 400)
  for (const path of [
    '/authorize/x.css',
    '//authorize',
    '/sign-in/',
    '/%61uthorize/..;/x',
    '/a/%2e%2e/x',
  ]) {
    const { status, text } = await send([`GET ${path} HTTP/1.1`, host])
    assert.equal(status, 404, `${path}: ${text}`)
    assert.match(text, /nosniff/i)
  }
})

test('O01 requests that can be read in two ways are refused', async () => {
  const host = `host: ${new URL(line.issuer).host}`
  assert.equal((await send(['GET /healthz HTTP/1.1', host])).status, 200)
  for (const extra of [
    ['content-length: 3'],
    ['transfer-encoding: chunked'],
    ['x : y'],
    ['\x00: y'],
  ]) {
    const { status } = await send(['GET /healthz HTTP/1.1', host, ...extra])
    assert.equal(status, 400, extra.join())
  }
})
