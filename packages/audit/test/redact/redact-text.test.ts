import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { inspect } from 'node:util'
import { redactText } from '@sallyport/audit'
import fc from 'fast-check'
import { harmlessTexts, passwords, sensitiveNames, tokens } from './secrets.ts'

suite('redactText hides', () => {
  const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl'
  const run43 = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  const examples: readonly (readonly [what: string, text: string, redacted: string])[] = [
    ['a JWT', `got ${jwt} from x`, 'got [redacted] from x'],
    ['claims without a signature', `${jwt.slice(0, -12)}!`, '[redacted]!'],
    ['a JWE with a direct key', 'eyJhbGciOiJkaXIifQ..iv.ct.tag', '[redacted]'],
    ['a JWT glued to a word', `x${jwt}`, 'x[redacted]'],
    ['256 bits in base64url', `<${run43}>`, '<[redacted]>'],
    ['bearer credentials', 'Bearer abc.def', 'Bearer [redacted]'],
    ['bearer credentials that are a word', 'bearer swordfish', 'bearer [redacted]'],
    ['basic credentials', 'Basic dXNlcjpwYXNz', 'Basic [redacted]'],
    ['basic credentials that look like a word', 'basic yto', 'basic yto'],
    ['basic credentials in small letters', `basic ${btoa('i:i')}`, 'basic [redacted]'],
    ['a DPoP-bound token', 'DPoP Kz~8mXK1EalYznwH', 'DPoP [redacted]'],
    ['a header', 'Authorization: Digest username="a", response="b"', 'Authorization: [redacted]'],
    [
      'a quoted header',
      `curl -H "Cookie: a=1; b=2" https://x`,
      'curl -H "Cookie: [redacted]" https://x',
    ],
    [
      'a quoted header with a prefix',
      "-H 'Set-Cookie: a=1; b=2' https://x",
      "-H 'Set-Cookie: [redacted]' https://x",
    ],
    ['cookies up to the end of the line', 'cookie: a="1"; b=2\nnext', 'cookie: [redacted]\nnext'],
    ['a form', 'a=1&code=xyz&state=s', 'a=1&code=[redacted]&state=s'],
    ['a URL', 'GET /cb?code=xyz&state=s HTTP/1.1', 'GET /cb?code=[redacted]&state=s HTTP/1.1'],
    ['a form value that begins with quotes', "code=''abc'd&a=1", 'code=[redacted]&a=1'],
    ['a quoted assignment', "password='a b' x=1", "password='[redacted]' x=1"],
    ['a nested form', 'user[password]=hunter2&a=1', 'user[password]=[redacted]&a=1'],
    [
      'a URL in a URL',
      'to=https%3A%2F%2Fc%2Fcb%3Fcode%3Dxyz%26state%3Ds',
      'to=https%3A%2F%2Fc%2Fcb%3Fcode%3D[redacted]%26state%3Ds',
    ],
    ['JSON', '{"password":"a\\"b\\\\","x":1}', '{"password":"[redacted]","x":1}'],
    ['a number in JSON', '{"password":12345,"x":1}', '{"password":[redacted],"x":1}'],
    ['credentials in brackets', '(Bearer abc)', '(Bearer [redacted])'],
    ['a list in JSON', '{"secrets":["a]","b"],"x":1}', '{"secrets":[redacted],"x":1}'],
    [
      'JSON in JSON',
      String.raw`{"m":"{\"token\":\"a\\\"b\",\"x\":1}"}`,
      String.raw`{"m":"{\"token\":\"[redacted]\",\"x\":1}"}`,
    ],
    ['what inspect prints', "{ token: 'abc', x: 1 }", "{ token: '[redacted]', x: 1 }"],
    ['what inspect prints of a Map', "{ 'token' => 'abc' }", "{ 'token' => '[redacted]' }"],
    ['JSON that was cut', '{"password":"hunter', '{"password":"[redacted]'],
    ['a password in a URL', 'postgres://app:s3cr3t@db/x', 'postgres://app:[redacted]@db/x'],
    [
      'a private key',
      'x -----BEGIN PRIVATE KEY-----\nMIGH+/\n-----END PRIVATE KEY----- y',
      'x [redacted] y',
    ],
    ['a private key that was cut', '-----BEGIN EC PRIVATE KEY-----\nMIGH', '[redacted]'],
    ['what has no letters', 'password=!?%', 'password=[redacted]'],
  ]
  for (const [what, text, redacted] of examples) {
    test(what, () => {
      assert.equal(redactText(text), redacted)
      assert.equal(redactText(redacted), redacted)
    })
  }
})

suite('redactText leaves alone', () => {
  const texts = [
    'the bearer token was missing',
    'Basic authentication failed; use a Bearer token.',
    'a basic question',
    'WWW-Authenticate: Bearer realm="api", error="invalid_token"',
    'DPoP proof missing',
    'grant_type=authorization_code&response_type=code',
    '{"token_type":"Bearer","expires_in":600}',
    '{"code":"ENOENT","statusCode":404,"exit_code":1}',
    'code=404 code: ERR_INVALID_URL code=invalid_grant',
    '{"password":null,"token":true}',
    'state=af0ifjsldkj&nonce=n-0S6_WzA2Mj',
    'https://example.com:8443/a@b',
    'b3b9c1d2-1111-4222-8333-444455556666',
    'com.example.service.eyJ',
    'an eyewitness.testified.here',
    `--- ${'-'.repeat(60)}`,
    'password=&x=1',
    '',
  ]
  for (const text of texts) test(`\`${text}\``, () => assert.equal(redactText(text), text))

  test('every text without a secret', () => {
    fc.assert(fc.property(harmlessTexts, (text) => assert.equal(redactText(text), text)))
  })
})

suite('redactText, whatever the text', () => {
  test('P02 a token never appears in what is left, wherever it stood', () => {
    fc.assert(
      fc.property(fc.string(), tokens, fc.string(), (before, token, after) => {
        assert.ok(!redactText(`${before}${token}${after}`).includes(token))
      }),
      { numRuns: 250 },
    )
  })

  test('P02 the value of a sensitive name never appears, however it is written down', () => {
    const forms: readonly ((name: string, value: string) => readonly [string, string])[] = [
      (name, value) => [`${name}=${encodeURIComponent(value)}&x=1`, encodeURIComponent(value)],
      (name, value) => [`${new URLSearchParams({ x: '1', [name]: value })}`, form(value)],
      (name, value) => [JSON.stringify({ x: 1, [name]: value, y: 2 }), inner(value)],
      (name, value) => [JSON.stringify({ [name]: value }, null, 2), inner(value)],
      (name, value) => [JSON.stringify(JSON.stringify({ [name]: value })), inner(inner(value))],
      (name, value) => [inspect({ x: { [name]: value } }), inspect(value).slice(1, -1)],
      (name, value) => [inspect(new Map([[name, value]])), inspect(value).slice(1, -1)],
      (_, value) => [`Authorization: Custom ${value}`, value],
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        sensitiveNames,
        passwords,
        harmlessTexts,
        (write, name, value, around) => {
          const [text, written] = write(name, value)
          assert.ok(text.includes(written))
          assert.ok(!redactText(`${around}\n${text}\n${around}`).includes(written))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('redacting twice is redacting once', () => {
    fc.assert(
      fc.property(fc.string(), sensitiveNames, passwords, tokens, (text, name, value, token) => {
        const once = redactText(`${text} ${name}=${encodeURIComponent(value)} ${token} ${text}`)
        assert.equal(redactText(once), once)
      }),
    )
  })

  test('takes time linear in the text, so that a caller cannot stop the logger', () => {
    const parts = [
      'a',
      'eyJ',
      'eyJaaaaaaaaaa.',
      '.',
      ' ',
      '"',
      '\\',
      '\\"',
      'password',
      'password: ',
      'password="',
      'password={',
      'Cookie: ',
      '"Cookie: x\n',
      'Bearer ',
      'Bearer\t',
      '://a:',
      '-----BEGIN PRIVATE KEY-----',
      '%3',
      'code%3D',
      '-',
      'token\\\\\\\\\\\\\\\\',
      '[',
      '{"',
    ]
    const long = parts.map((part) => part.repeat(Math.ceil(500_000 / part.length)))
    const slowest = Math.max(
      ...long.map((text) => {
        const startedAt = performance.now()
        redactText(text)
        return performance.now() - startedAt
      }),
    )
    assert.ok(slowest < 2000, `took ${slowest} ms`)
  })
})

function inner(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}

function form(value: string): string {
  return new URLSearchParams({ value }).toString().slice('value='.length)
}
