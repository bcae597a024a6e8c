import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDocumentId } from '../../src/client-documents/parse-document-id.ts'

const issuer = 'https://auth.example'

test('CIMD-01 an id is https with a path, in one spelling, and nothing that hides where it leads', () => {
  for (const id of [
    'http://client.example/id',
    'https://client.example',
    'https://client.example/',
    'https://client.example/a/../id',
    'https://client.example/./id',
    'https://client.example/a/%2e%2e/id',
    'https://client.example/a/.%2E',
    'https://client.example/id#',
    'https://client.example/id#a',
    'https://user@client.example/id',
    'https://user:pass@client.example/id',
    'https://CLIENT.example/id',
    'HTTPS://client.example/id',
    'https://client.example:443/id',
    'https://client.example./id',
    'https:/client.example/id',
    'https:client.example/id',
    'https://client.example\\id',
    ' https://client.example/id',
    'https://client.example/i d',
    'https://client.example/\u00e9',
    'https://cl\u00efent.example/id',
    'https://client.example:22/id',
    'https://127.1/id',
    'https://0x7f.1/id',
    'http://localhost/id',
    `https://client.example/${'a'.repeat(255)}`,
    'javascript:alert(1)',
    'app',
    '',
  ]) {
    assert.equal(parseDocumentId(id, issuer), undefined, id)
  }
  for (const id of [
    'https://client.example/id',
    'https://client.example/oauth/client.json',
    'https://client.example:8443/id',
    'https://client.example/id?a=b',
    'https://client.example/...',
    'https://client.example/a..b/id',
  ]) {
    assert.equal(parseDocumentId(id, issuer)?.href, id)
  }
})

test('CIMD-05 loopback is an id only where the authority is on loopback itself', () => {
  for (const id of [
    'http://localhost:5000/id',
    'http://127.0.0.1:5000/id',
    'http://[::1]:5000/id',
  ]) {
    assert.equal(parseDocumentId(id, issuer), undefined)
    assert.equal(parseDocumentId(id, 'http://localhost:4000')?.href, id)
  }
  assert.equal(parseDocumentId('http://client.example/id', 'http://localhost:4000'), undefined)
})

test('CIMD-01 J10 no address of our own is an id, so that nothing is fetched from ourselves', () => {
  for (const id of [
    'https://auth.example/authorize?client_id=https://auth.example/authorize',
    'https://auth.example/jwks',
    'https://auth.example/.well-known/openid-configuration',
  ]) {
    assert.equal(parseDocumentId(id, issuer), undefined)
  }
  assert.equal(parseDocumentId('http://localhost:4000/jwks', 'http://localhost:4000'), undefined)
  assert.notEqual(parseDocumentId('https://auth.example:8443/id', issuer), undefined)
})
