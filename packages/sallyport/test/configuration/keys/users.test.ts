import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, least, parse, refusals, warnings } from '../../support/configurations.ts'

const user = (change: object) => ({ users: [{ username: 'alice', ...change }] })
const strong = 'correct horse battery staple'

test('a user of whom only the name is known has no role, no scope and no password', () => {
  assert.deepEqual(accepted(user({})).users, [{ username: 'alice', roles: [], scopes: [] }])
})

test('a user name is kept in its canonical form', () => {
  assert.equal(accepted(user({ username: 'ＡLICE' })).users[0]?.username, 'alice')
  for (const username of ['a b', '', 'a\u202eb', 'x'.repeat(300)]) {
    assert.match(refusals(user({ username })).join(), /^`users\[0\].username` /)
  }
})

test('roles and scopes are lists, each entry once', () => {
  const change = { roles: ['employee', 'employee'], scopes: ['read:documents', 'read:documents'] }
  const [parsed] = accepted(user(change)).users
  assert.deepEqual(parsed?.roles, ['employee'])
  assert.deepEqual(parsed?.scopes, ['read:documents'])
  assert.match(refusals(user({ roles: 'admin' })).join(), /`users\[0\].roles` must be a list/)
  assert.match(refusals(user({ roles: [''] })).join(), /`users\[0\].roles\[0\]` is empty/)
  assert.match(
    refusals(user({ scopes: ['a b'] })).join(),
    /`users\[0\].scopes\[0\]` must be one scope/,
  )
  assert.match(refusals(user({ department: '' })).join(), /`users\[0\].department` is empty/)
})

test('a subject is printable ASCII of at most 255 characters', () => {
  const longest = `${'x:'.repeat(127)}x`
  assert.equal(accepted(user({ sub: longest })).users[0]?.sub, longest)
  for (const sub of ['', 'a b', 'ü', 'x'.repeat(256), 7]) {
    assert.match(refusals(user({ sub })).join(), /^`users\[0\].sub` must be 1 to 255/)
  }
})

test('a name is a text of at most 256 characters, an e-mail address one address', () => {
  const [parsed] = accepted(user({ name: 'Alice Adams', email: 'alice@mail.example' })).users
  assert.equal(parsed?.name, 'Alice Adams')
  assert.equal(parsed?.email, 'alice@mail.example')
  for (const name of ['', 'a\nb', 7]) {
    assert.match(refusals(user({ name })).join(), /^`users\[0\].name` /)
  }
  assert.match(refusals(user({ name: 'x'.repeat(257) })).join(), /longer than 256 characters/)
  for (const email of [
    'alice',
    '@mail.example',
    'alice@',
    'a@b@c',
    'a b@c',
    'A <a@b>',
    'a@b,c@d',
  ]) {
    assert.match(refusals(user({ email })).join(), /^`users\[0\].email` must be one e-mail/)
  }
})

test('AUTHN-01 a password is NFC text of at least 15 code points, from the file or a variable', () => {
  const decomposed = 'e\u0301'.repeat(2) + strong
  const [parsed] = accepted(user({ password: { env: 'P' } }), { env: { P: decomposed } }).users
  assert.equal(parsed?.password?.reveal(), `éé${strong}`)
})

test('AUTHN-01 serve refuses a short password, dev warns of it; neither shows it', () => {
  const short = user({ password: 'canary-14-char' })
  const [message = '', ...more] = refusals(short)
  assert.match(message, /^`users\[0\].password` has fewer than 15 characters/)
  assert.deepEqual(more, [])
  const [warning = '', ...others] = warnings(short, { command: 'dev' })
  assert.match(warning, /^`users\[0\].password` has fewer than 15 characters.*`serve` refuses it$/)
  assert.deepEqual(others, [])
  assert.ok(!warning.includes('canary'))
  assert.deepEqual(warnings(user({ password: strong })), [])
})

test('AUTHN-02 serve refuses a password that is long but easily guessed', () => {
  assert.match(refusals(user({ password: 'aaaaaaaaaaaaaaaaaaaa' })).join(), /repeats/)
  assert.match(refusals(user({ password: 'alicealicealicealicepw' })).join(), /user name/)
})

test('a password longer than can be hashed is refused, in dev too', () => {
  const parsed = parse({ ...least, ...user({ password: 'é'.repeat(513) }) }, { command: 'dev' })
  assert.ok(!parsed.ok)
  assert.equal(parsed.refusal[0]?.message, '`users[0].password` is longer than 1024 bytes')
})
