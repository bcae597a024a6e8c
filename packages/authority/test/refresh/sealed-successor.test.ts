import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { Secret, secureRandom } from '@sallyport/protocol'
import fc from 'fast-check'
import { openSuccessor, sealSuccessor } from '../../src/refresh/sealed-successor.ts'

const successor = 'the token that follows'
const digestOf = (text: string) => createHash('sha256').update(text).digest('base64url')
const about = { grantId: 'grant-1', digest: digestOf(successor) }
const seal = (presented = 'presented', grantId = 'grant-1', text = successor) =>
  sealSuccessor(new Secret(text), presented, grantId, secureRandom)

test('what was sealed opens with the token it was sealed for, and to the same text', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.string(),
      fc.string(),
      (text, presented, grantId) => {
        fc.pre(text.isWellFormed())
        const sealed = seal(presented, grantId, text)
        const opened = openSuccessor(sealed, presented, { grantId, digest: digestOf(text) })
        assert.equal(opened?.reveal(), text)
      },
    ),
  )
})

test('it opens with no other token, for no other grant, and only to the current token', () => {
  const sealed = seal()
  assert.equal(openSuccessor(sealed, 'presented', about)?.reveal(), successor)
  assert.equal(openSuccessor(sealed, 'presentee', about), undefined)
  assert.equal(openSuccessor(sealed, '', about), undefined)
  assert.equal(openSuccessor(sealed, 'presented', { ...about, grantId: 'grant-2' }), undefined)
  const digest = digestOf('another token')
  assert.equal(openSuccessor(sealed, 'presented', { ...about, digest }), undefined)
})

test('no bit of it can be changed, and no part left out', () => {
  const bytes = Buffer.from(seal(), 'base64url')
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    assert.equal(openSuccessor(changed.toString('base64url'), 'presented', about), undefined)
    const cut = bytes.subarray(0, at).toString('base64url')
    assert.equal(openSuccessor(cut, 'presented', about), undefined)
  }
  assert.equal(openSuccessor('', 'presented', about), undefined)
  assert.ok(openSuccessor(bytes.toString('base64url'), 'presented', about))
})

test('two of the same are not alike: the nonce is another each time', () => {
  assert.notEqual(seal(), seal())
})
