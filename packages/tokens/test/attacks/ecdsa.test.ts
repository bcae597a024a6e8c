import assert from 'node:assert/strict'
import { sign } from 'node:crypto'
import { test } from 'node:test'
import { forgeToken, issuerKeys, judge } from '../forge-token.ts'

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex')
}

function partsOf(token: string) {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return { signed: `${header}.${payload}`, signature: Buffer.from(signature, 'base64url') }
}

test('A20 psychic signatures and other values out of range are refused', async () => {
  const token = forgeToken()
  const { signed, signature } = partsOf(token)
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)]
  const zero = bytesOf(0n)
  const one = bytesOf(1n)
  const n = bytesOf(ORDER)
  const above = bytesOf(ORDER + 1n)
  const all = Buffer.alloc(32, 0xff)
  const pairs = [
    [zero, zero],
    [zero, one],
    [one, zero],
    [one, one],
    [n, n],
    [n, zero],
    [zero, n],
    [n, one],
    [above, above],
    [all, all],
    [r, zero],
    [zero, s],
    [r, n],
    [n, s],
    [s, r],
    [r, r],
  ] as const
  for (const pair of pairs) {
    const forged = Buffer.concat(pair).toString('base64url')
    assert.equal(await judge(`${signed}.${forged}`), 'bad_signature', forged)
  }
  assert.equal(await judge(token), 'accepted')
})

test('A20 a DER signature, and one of any other length, is refused', async () => {
  const token = forgeToken()
  const { signed, signature } = partsOf(token)
  const der = sign('sha256', Buffer.from(signed), issuerKeys.ec.privateKey)
  const zero = Buffer.alloc(1)
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)]
  const forged = [
    der,
    signature.subarray(0, 63),
    signature.subarray(1),
    signature.subarray(0, 32),
    Buffer.concat([signature, zero]),
    Buffer.concat([zero, signature]),
    Buffer.concat([zero, r, zero, s]),
    Buffer.concat([signature, signature]),
    Buffer.from([0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00]),
  ]
  for (const bytes of forged) {
    assert.equal(await judge(`${signed}.${bytes.toString('base64url')}`), 'bad_signature')
  }
  assert.equal(await judge(token), 'accepted')
})

test('A20 the mirrored twin of a signature names the same token, so identity is jti, never the text', async () => {
  const token = forgeToken()
  const { signed, signature } = partsOf(token)
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`)
  const twin = Buffer.concat([signature.subarray(0, 32), bytesOf(ORDER - s)])
  assert.equal(await judge(token), 'accepted')
  assert.equal(await judge(`${signed}.${twin.toString('base64url')}`), 'accepted')
})
