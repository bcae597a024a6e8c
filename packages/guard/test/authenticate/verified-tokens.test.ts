import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Principal, settableClock } from '@sallyport/protocol'
import { createVerifiedTokens } from '../../src/authenticate/verified-tokens.ts'
import { audience, issuer, startMs, startSeconds } from '../support/test-issuer.ts'

function principal(lifetimeSeconds: number): Principal {
  return {
    kind: 'user',
    issuer,
    subject: 'alice',
    clientId: 'web',
    audience: [audience],
    scopes: [],
    roles: [],
    tokenId: 'token-1',
    issuedAt: startSeconds,
    expiresAt: startSeconds + lifetimeSeconds,
  }
}

function open(maxEntries = 10) {
  const clock = settableClock(startMs)
  return { clock, tokens: createVerifiedTokens({ clock, maxAgeSeconds: 60, maxEntries }) }
}

test('a token is known by exactly its characters', () => {
  const { tokens } = open()
  tokens.save('a.b.c', principal(600))
  assert.equal(tokens.find('a.b.c')?.subject, 'alice')
  for (const twin of ['a.b.C', 'a.b.c=', 'a.b.', '']) assert.equal(tokens.find(twin), undefined)
})

test('it is known for a minute, however often it is used', () => {
  const { clock, tokens } = open()
  tokens.save('a.b.c', principal(600))
  for (let i = 0; i < 59; i += 1) {
    clock.advanceSeconds(1)
    assert.notEqual(tokens.find('a.b.c'), undefined)
  }
  clock.advanceSeconds(1)
  assert.equal(tokens.find('a.b.c'), undefined)
})

test('it is not known past its own expiry', () => {
  const { clock, tokens } = open()
  tokens.save('a.b.c', principal(10))
  clock.advanceSeconds(9)
  assert.notEqual(tokens.find('a.b.c'), undefined)
  clock.advanceSeconds(1)
  assert.equal(tokens.find('a.b.c'), undefined)
})

test('a clock that is set back makes nothing younger', () => {
  const { clock, tokens } = open()
  tokens.save('a.b.c', principal(600))
  clock.advanceSeconds(-1)
  assert.equal(tokens.find('a.b.c'), undefined)
})

test('of too many tokens the one that was used longest ago is forgotten', () => {
  const { tokens } = open(2)
  tokens.save('a', principal(600))
  tokens.save('b', principal(600))
  tokens.find('a')
  tokens.save('c', principal(600))
  assert.notEqual(tokens.find('a'), undefined)
  assert.equal(tokens.find('b'), undefined)
  assert.notEqual(tokens.find('c'), undefined)
})

test('INTR-06 a token may be known for less than a minute, and never for more', () => {
  const { clock, tokens } = open()
  tokens.save('short', principal(600), 10)
  tokens.save('long', principal(600), 1000)
  clock.advanceSeconds(9)
  assert.notEqual(tokens.find('short'), undefined)
  clock.advanceSeconds(1)
  assert.equal(tokens.find('short'), undefined)
  clock.advanceSeconds(50)
  assert.equal(tokens.find('long'), undefined)
})
