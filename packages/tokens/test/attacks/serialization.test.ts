import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forgeToken, goodClaims, issuerKeys, judge, signWith } from '../forge-token.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The same bytes, written with other spare bits in the last character. */
function twinOf(part: string): string {
  const last = ALPHABET.indexOf(part.at(-1) ?? '')
  return `${part.slice(0, -1)}${ALPHABET[last + 1]}`
}

test('A16 JWT-06 a token has one spelling: all others of the same bytes are refused', async () => {
  const token = forgeToken()
  const [header = '', payload = '', signature = ''] = token.split('.')
  const twin = twinOf(signature)
  assert.deepEqual(Buffer.from(twin, 'base64url'), Buffer.from(signature, 'base64url'))
  const spellings = [
    `${header}.${payload}.${twin}`,
    `${header}.${payload}.${signature}=`,
    `${header}.${payload}.${signature}==`,
    `${header}=.${payload}.${signature}`,
    `${header}.${payload}.${signature}\n`,
    `${header}.${payload}.${signature} `,
    ` ${token}`,
    `\t${token}`,
    `${header}.\n${payload}.${signature}`,
    `${header}.${payload}.${signature.slice(0, 4)} ${signature.slice(4)}`,
    `${token}\u0000`,
    `${header}\u0000.${payload}.${signature}`,
    `${token}.`,
    `.${token}`,
    `${header}..${payload}.${signature}`,
    `${token}.${signature}`,
    `${header}.${payload}`,
    header,
    '',
    '.',
    '..',
    `${header}.${payload}.${signature}.${signature}.${signature}`,
    `${token}é`,
    `${token}, ${token}`,
  ]
  for (const spelling of spellings) {
    assert.equal(await judge(spelling), 'malformed', JSON.stringify(spelling.slice(-12)))
  }
  assert.equal(await judge(token), 'accepted')
})

test('A16 the standard alphabet is refused where the url-safe one would be accepted', async () => {
  // A payload whose encoding has both `-` and `_`.
  const token = forgeToken({ claims: { department: 'ÿÿÿ~~~???>>>' } })
  const [header = '', payload = '', signature = ''] = token.split('.')
  assert.match(payload, /[-_]/)
  const standard = payload.replaceAll('-', '+').replaceAll('_', '/')
  const resigned = signWith('ES256', issuerKeys.ec.privateKey, Buffer.from(`${header}.${standard}`))
  assert.equal(await judge(`${header}.${standard}.${resigned.toString('base64url')}`), 'malformed')
  assert.equal(await judge(`${header}.${payload}.${signature}`), 'accepted')
})

test('A16 a part with spare bits is refused even where the issuer signed it so', async () => {
  const [header = ''] = forgeToken().split('.')
  const json = JSON.stringify(goodClaims)
  // White space pads the payload until its encoding has spare bits.
  const padded = json.length % 3 === 0 ? `${json} ` : json
  const payload = Buffer.from(padded).toString('base64url')
  const sign = (text: string) =>
    signWith('ES256', issuerKeys.ec.privateKey, Buffer.from(text)).toString('base64url')
  const twin = `${header}.${twinOf(payload)}`
  const honest = `${header}.${payload}`
  assert.equal(await judge(`${twin}.${sign(twin)}`), 'malformed')
  assert.equal(await judge(`${honest}.${sign(honest)}`), 'accepted')
})

test('A17 the JSON serializations are refused', async () => {
  const token = forgeToken()
  const [header, payload, signature] = token.split('.')
  const general = { payload, signatures: [{ protected: header, signature }] }
  const flattened = { payload, protected: header, signature }
  assert.equal(await judge(JSON.stringify(general)), 'malformed')
  assert.equal(await judge(JSON.stringify(flattened)), 'malformed')
  assert.equal(await judge(`{${token}}`), 'malformed')
  assert.equal(await judge(token), 'accepted')
})

test('A18 JWT-11 what is over-long, deep or wide is refused at once', async () => {
  const started = performance.now()
  assert.equal(await judge('a'.repeat(1_000_000)), 'too_large')
  assert.equal(await judge(`${'a.'.repeat(500_000)}`), 'too_large')
  assert.equal(await judge(forgeToken({ claims: `${'['.repeat(100_000)}` })), 'too_large')
  const scope = Array.from({ length: 50_000 }, (_, i) => `s${i}`).join(' ')
  assert.equal(await judge(forgeToken({ claims: { scope } })), 'too_large')
  const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`c${i}`, i]))
  assert.equal(await judge(forgeToken({ claims: wide })), 'too_large')
  assert.ok(performance.now() - started < 1000)
})

test('A18 nesting is refused below the size cap too', async () => {
  const nested = (depth: number) => {
    const json = JSON.stringify(goodClaims)
    return `${json.slice(0, -1)},"deep":${'['.repeat(depth)}${']'.repeat(depth)}}`
  }
  assert.equal(await judge(forgeToken({ claims: nested(2000) })), 'malformed')
  assert.equal(await judge(forgeToken({ claims: nested(16) })), 'malformed')
  assert.equal(await judge(forgeToken({ claims: nested(15) })), 'accepted')
})

test('A18 a token of exactly 8192 characters is read, one of 8193 is not', async () => {
  const lengthOf = (fill: number) => forgeToken({ claims: { fill: 'x'.repeat(fill) } })
  const base = lengthOf(0).length
  let fill = Math.floor(((8192 - base) * 3) / 4)
  while (lengthOf(fill).length < 8192) fill += 1
  while (lengthOf(fill).length > 8192) fill -= 1
  const longest = lengthOf(fill)
  assert.equal(longest.length, 8192)
  assert.equal(await judge(longest), 'accepted')
  assert.equal(await judge(`${longest}A`), 'too_large')
})

test('JWT-06 a header or payload that is not a UTF-8 JSON object is refused', async () => {
  const sign = (header: Buffer, payload: Buffer) => {
    const start = `${header.toString('base64url')}.${payload.toString('base64url')}`
    const signature = signWith('ES256', issuerKeys.ec.privateKey, Buffer.from(start))
    return `${start}.${signature.toString('base64url')}`
  }
  const header = Buffer.from(JSON.stringify({ typ: 'at+jwt', alg: 'ES256', kid: 'ec-1' }))
  const payload = Buffer.from(JSON.stringify(goodClaims))
  const bom = Buffer.from([0xef, 0xbb, 0xbf])
  const invalid = Buffer.from('{"a":"\xff"}', 'latin1')
  for (const bad of [
    Buffer.concat([bom, payload]),
    invalid,
    Buffer.from('[]'),
    Buffer.from('null'),
    Buffer.from('"text"'),
    Buffer.from('{'),
    Buffer.from(`${payload.toString()}x`),
  ]) {
    assert.equal(await judge(sign(header, bad)), 'malformed')
    assert.equal(await judge(sign(bad, payload)), 'malformed')
  }
  assert.equal(await judge(sign(header, payload)), 'accepted')
})
