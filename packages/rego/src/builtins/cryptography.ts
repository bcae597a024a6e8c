import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { utf8 } from '../values/text.ts'
import type { Builtin } from './builtin.ts'
import { stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { boolean, string } from './type.ts'

/** Hashes, and message authentication codes made of them. */
export const cryptography: readonly Builtin[] = [
  hash('md5', 'MD5'),
  hash('sha1', 'SHA-1'),
  hash('sha256', 'SHA-256'),
  hmac('md5', 'MD5'),
  hmac('sha1', 'SHA-1'),
  hmac('sha256', 'SHA-256'),
  hmac('sha512', 'SHA-512'),
  {
    name: 'crypto.hmac.equal',
    description:
      'Whether two message authentication codes are equal. Takes the same time wherever they differ, so that nobody can guess a code piece by piece.',
    args: [
      { name: 'mac1', description: 'one of them', type: string },
      { name: 'mac2', description: 'the other', type: string },
    ],
    result: { name: 'result', description: 'whether they are equal', type: boolean },
    evaluate: (call, mac1, mac2) => {
      const [first, second] = [stringOperand(mac1, 1), stringOperand(mac2, 2)]
      spendText(call, first.length + second.length)
      const [left, right] = [utf8(first), utf8(second)]
      return left.length === right.length && timingSafeEqual(left, right)
    },
  },
]

function hash(algorithm: 'md5' | 'sha1' | 'sha256', title: string): Builtin {
  const weak = algorithm === 'sha256' ? '' : ' Not for secrets: it can be forged.'
  return {
    name: `crypto.${algorithm}`,
    description: `The ${title} hash of the UTF-8 bytes of a text.${weak}`,
    args: [{ name: 'x', description: 'the text to hash', type: string }],
    result: { name: 'y', description: 'the hash in hexadecimal digits', type: string },
    evaluate: (call, x) => {
      const text = stringOperand(x, 1)
      spendText(call, text.length)
      return createHash(algorithm).update(utf8(text)).digest('hex')
    },
  }
}

function hmac(algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512', title: string): Builtin {
  return {
    name: `crypto.hmac.${algorithm}`,
    description: `The message authentication code (HMAC) of a text, made with ${title} and a key.`,
    args: [
      { name: 'x', description: 'the text', type: string },
      { name: 'key', description: 'the key', type: string },
    ],
    result: { name: 'y', description: 'the code in hexadecimal digits', type: string },
    evaluate: (call, x, key) => {
      const [text, secret] = [stringOperand(x, 1), stringOperand(key, 2)]
      spendText(call, text.length + secret.length)
      return createHmac(algorithm, utf8(secret)).update(utf8(text)).digest('hex')
    },
  }
}
