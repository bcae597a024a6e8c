import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type MetadataRules,
  parseClientMetadata,
  registrableGrantTypes,
} from '../../src/clients/parse-client-metadata.ts'

const rules: MetadataRules = {
  defaultMethod: 'none',
  defaultGrantTypes: ['authorization_code'],
  policy: 'public',
}
const baseline = { redirect_uris: ['https://app.example/cb'] }
const publicJwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }

function accepted(changes: object, changedRules: Partial<MetadataRules> = {}) {
  const parsed = parseClientMetadata({ ...baseline, ...changes }, { ...rules, ...changedRules })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value
}

function problems(changes: object, changedRules: Partial<MetadataRules> = {}): readonly string[] {
  const parsed = parseClientMetadata({ ...baseline, ...changes }, { ...rules, ...changedRules })
  assert.ok(!parsed.ok, `accepted ${JSON.stringify(changes)}`)
  return parsed.refusal.map(({ error, member, index, what }) => {
    return `${error}: ${member}${index === undefined ? '' : `[${index}]`} ${what}`
  })
}

test('everything that is understood comes out, and nothing else', () => {
  const metadata = {
    client_name: 'The app',
    client_uri: 'https://app.example/#about',
    logo_uri: 'https://app.example/logo.png',
    tos_uri: 'https://app.example/tos',
    policy_uri: 'https://app.example/policy',
    contacts: ['ops@app.example'],
    application_type: 'web',
    redirect_uris: ['https://app.example/cb'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'private_key_jwt',
    scope: 'a b',
    jwks_uri: 'https://app.example/jwks',
    id_token_signed_response_alg: 'ES256',
    default_max_age: 0,
    require_pushed_authorization_requests: true,
    post_logout_redirect_uris: ['https://app.example/bye'],
    backchannel_logout_uri: 'https://app.example/logout',
    backchannel_logout_session_required: true,
  }
  assert.deepEqual(accepted(metadata), metadata)
  const others = {
    'client_name#fr': 'L’app',
    client_id: 'chosen',
    client_secret: 'chosen',
    origin: 'operator',
    secrets: [],
    status: 'active',
    role: 'admin',
  }
  assert.deepEqual(accepted({ ...metadata, ...others }), metadata)
  assert.deepEqual(accepted(JSON.parse('{"__proto__":{"scope":"admin"}}')).scope, '')
})

test('DCR-01 NAT-02 a redirect URI is https, loopback http or a dotted scheme, and every wrong one is told', () => {
  for (const uri of [
    'http://app.example/cb',
    'https://app.example/cb#',
    'https://*.example/cb',
    'javascript:alert(1)',
    'data:text/html,x',
    'myapp:/cb',
    '',
    7,
    null,
    `https://app.example/${'a'.repeat(2048)}`,
  ]) {
    const [problem, ...others] = problems({ redirect_uris: ['https://app.example/cb', uri] })
    assert.match(problem ?? '', /^invalid_redirect_uri: redirect_uris\[1\] /, String(uri))
    assert.deepEqual(others, [])
  }
  const twice = problems({ redirect_uris: ['data:,', 'https://app.example/', 'data:,'] })
  assert.equal(twice.length, 2)
  for (const uri of [
    'http://127.0.0.1/cb',
    'http://[::1]/cb',
    'http://localhost/cb',
    'com.ex.app:/cb',
  ]) {
    assert.deepEqual(accepted({ redirect_uris: [uri] }).redirect_uris, [uri])
  }
})

test('DCR-07 a list is bounded, and a list at all', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => `https://app.example/${i}`)
  assert.equal(accepted({ redirect_uris: many(32) }).redirect_uris.length, 32)
  assert.match(problems({ redirect_uris: many(33) }).join(), /has more than 32 entries/)
  assert.match(problems({ redirect_uris: 'https://app.example/cb' }).join(), /must be a list/)
})

test('redirect URIs are needed where there are codes, and only there', () => {
  assert.match(problems({ redirect_uris: [] }).join(), /is an empty list/)
  const { redirect_uris: _uris, ...none } = { ...baseline }
  const parsed = parseClientMetadata(none, rules)
  assert.match(parsed.ok ? '' : parsed.refusal[0].what, /is required/)
  const device = { grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] }
  const without = parseClientMetadata(device, rules)
  assert.ok(without.ok)
  assert.deepEqual(without.value.redirect_uris, [])
})

test('DCR-03 grants and response types are known ones that fit each other', () => {
  for (const type of ['implicit', 'password', 'urn:ietf:params:oauth:grant-type:jwt-bearer']) {
    assert.match(problems({ grant_types: ['authorization_code', type] }).join(), /grant_types\[1\]/)
  }
  assert.match(problems({ grant_types: ['refresh_token'] }).join(), /another way to a first token/)
  assert.match(problems({ grant_types: [] }).join(), /another way to a first token/)
  for (const types of [['token'], ['id_token'], ['code', 'code'], ['code id_token'], []]) {
    assert.match(problems({ response_types: types }).join(), /response_types/)
  }
  const device = ['urn:ietf:params:oauth:grant-type:device_code']
  assert.match(problems({ grant_types: device, response_types: ['code'] }).join(), /response_types/)
  accepted({ grant_types: device, response_types: [] })
  accepted({ response_types: ['code'] })
  assert.deepEqual(
    accepted({ grant_types: ['authorization_code', 'authorization_code'] }).grant_types,
    ['authorization_code'],
  )
})

test('DCR-03 a client without credentials never acts in its own name', () => {
  const grants = { grant_types: ['client_credentials'] }
  assert.match(problems({ ...grants, token_endpoint_auth_method: 'none' }).join(), /grant_types/)
  assert.match(problems(grants).join(), /grant_types/)
  accepted({ ...grants, token_endpoint_auth_method: 'client_secret_basic' })
})

test('keys stand in one place, belong to private_key_jwt, and are public', () => {
  const method = { token_endpoint_auth_method: 'private_key_jwt' }
  const jwks = { keys: [publicJwk] }
  assert.match(problems(method).join(), /jwks is required by `private_key_jwt`/)
  const both = { ...method, jwks, jwks_uri: 'https://app.example/jwks' }
  assert.match(problems(both).join(), /jwks_uri stands beside `jwks`/)
  assert.match(problems({ jwks }).join(), /is `none`, yet the client has keys/)
  for (const key of [
    { ...publicJwk, d: 'd' },
    { kty: 'oct', k: 'k' },
    { kty: 'RSA', p: 'p' },
  ]) {
    assert.match(problems({ ...method, jwks: { keys: [key] } }).join(), /private or symmetric/)
  }
  for (const wrong of [[], {}, { keys: [] }, { keys: ['a'] }, { keys: [{}] }, 'x']) {
    assert.match(problems({ ...method, jwks: wrong }).join(), /invalid_client_metadata: jwks /)
  }
  assert.deepEqual(accepted({ ...method, jwks }).jwks, jwks)
})

test('DCR-04 an address to be fetched is public https unless the policy says otherwise', () => {
  const method = { token_endpoint_auth_method: 'private_key_jwt' }
  for (const uri of [
    'http://app.example/jwks',
    'http://localhost/jwks',
    'https://user@app.example/jwks',
    'https://app.example/jwks#a',
    'file:///etc/passwd',
    'https://app.example:22/jwks',
    'https://app.example/"',
    7,
  ]) {
    assert.equal(problems({ ...method, jwks_uri: uri }).length, 1, String(uri))
    assert.equal(problems({ backchannel_logout_uri: uri }).length, 1, String(uri))
  }
  accepted({ backchannel_logout_uri: 'http://localhost:1/x' }, { policy: 'operator' })
})

test('DCR-02 a text that would read as another one is refused', () => {
  for (const client_name of [
    'a\nb',
    'a\u0000b',
    'evil\u202egoogle',
    'a\u2066b',
    'a\u200bb',
    'a\ufeffb',
    'a\u2028b',
    'a\u{e0041}b',
    '\ud800',
    ' ',
    '',
    'a'.repeat(201),
    7,
  ]) {
    assert.match(problems({ client_name }).join(), /^invalid_client_metadata: client_name /)
  }
  for (const client_name of ['<script>', 'Приложение', 'می‌خواهم', '👩‍💻', 'a'.repeat(200)]) {
    assert.equal(accepted({ client_name }).client_name, client_name)
  }
  assert.match(problems({ contacts: ['a\u202eb'] }).join(), /contacts\[0\]/)
})

test('a member that is null or undefined is refused, never taken for absent', () => {
  for (const name of ['client_name', 'scope', 'redirect_uris', 'grant_types', 'jwks', 'logo_uri']) {
    assert.match(problems({ [name]: null }).join(), new RegExp(`${name} is null`))
  }
  assert.match(problems({ scope: undefined }).join(), /scope is undefined/)
})

test('no refusal repeats what it refuses', () => {
  const canary = 'canary\u202e'
  const everything = Object.fromEntries(
    ['client_name', 'client_uri', 'grant_types', 'scope', 'jwks', 'redirect_uris'].map((name) => [
      name,
      canary,
    ]),
  )
  assert.equal(
    problems(everything).some((problem) => problem.includes('canary')),
    false,
  )
  assert.deepEqual(
    problems(everything).map((problem) => problem.split(' ')[1]),
    [...new Set(problems(everything).map((problem) => problem.split(' ')[1]))],
  )
})

test('a web application has no scheme of its own', () => {
  const redirect_uris = ['com.example.app:/cb']
  assert.match(problems({ application_type: 'web', redirect_uris }).join(), /`native`/)
  accepted({ application_type: 'native', redirect_uris })
  accepted({ application_type: 'web' })
})

test('the defaults are those of the rules', () => {
  const metadata = accepted({}, { defaultMethod: 'client_secret_basic' })
  assert.equal(metadata.token_endpoint_auth_method, 'client_secret_basic')
  assert.deepEqual(metadata.grant_types, ['authorization_code'])
  assert.equal(registrableGrantTypes.length, 4)
})

test('a scope that looks like a secret is refused, since no audit log would keep it', () => {
  for (const name of ['a'.repeat(60), 'eyJhbGciOi.eyJzdWIi']) {
    assert.match(problems({ scope: `read ${name}` }).join(), /scope .*looks like a secret/)
  }
  assert.equal(accepted({ scope: `read ${'a'.repeat(59)}` }).scope, `read ${'a'.repeat(59)}`)
})
