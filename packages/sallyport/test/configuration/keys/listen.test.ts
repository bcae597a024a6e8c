import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { folderFor } from '../../support/command-line.ts'
import { accepted, refusals } from '../../support/configurations.ts'
import { makeCertificate } from '../../support/make-certificate.ts'

test('listen is one address or a list of them, and half an address is completed', () => {
  assert.deepEqual(accepted({ listen: {} }).listen, [{ host: '127.0.0.1', port: 4000 }])
  assert.deepEqual(accepted({ listen: [{ port: 0 }, { host: '::1', port: 0 }] }).listen, [
    { host: '127.0.0.1', port: 0 },
    { host: '::1', port: 0 },
  ])
})

/** A folder with a certificate and its key, the key of another, and a file that is neither. */
async function folderWithPem(t: TestContext) {
  const folder = await folderFor(t)
  const [own, other] = [makeCertificate(), makeCertificate()]
  const files = { 'a.crt': own.cert, 'a.key': own.key, 'b.key': other.key, 'c.pem': 'canary' }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return { folder, own }
}

test('the files of tls count from the folder of the configuration, and are read', async (t) => {
  const { folder, own } = await folderWithPem(t)
  for (const tls of [
    { cert: './a.crt', key: 'a.key' },
    { cert: join(folder, 'a.crt'), key: join(folder, 'a.key') },
  ]) {
    const [{ tls: read }] = accepted({ listen: { tls } }, { folder }).listen
    assert.deepEqual([read?.cert, read?.key.reveal()], [own.cert, own.key])
  }
})

test('files of tls that no server could start with are refused by the key that names them', async (t) => {
  const { folder } = await folderWithPem(t)
  accepted({ listen: [{ tls: { cert: 'a.crt', key: 'a.key' } }] }, { folder })
  const cases: readonly (readonly [object, RegExp])[] = [
    [
      { cert: 'no.crt', key: 'a.key' },
      /^`listen\[0\].tls.cert` names a file that cannot be read: `/,
    ],
    [
      { cert: 'a.crt', key: 'no.key' },
      /^`listen\[0\].tls.key` names a file that cannot be read: `/,
    ],
    [{ cert: '.', key: 'a.key' }, /^`listen\[0\].tls.cert` names a file that cannot be read/],
    [
      { cert: 'c.pem', key: 'a.key' },
      /^`listen\[0\].tls.cert` names a file that holds no certificate/,
    ],
    [
      { cert: 'a.key', key: 'a.key' },
      /^`listen\[0\].tls.cert` names a file that holds no certificate/,
    ],
    [
      { cert: 'a.crt', key: 'c.pem' },
      /^`listen\[0\].tls.key` names a file that holds no private key/,
    ],
    [
      { cert: 'a.crt', key: 'a.crt' },
      /^`listen\[0\].tls.key` names a file that holds no private key/,
    ],
    [{ cert: 'a.crt', key: 'b.key' }, /^`listen\[0\].tls.key` is not the key of the certificate/],
  ]
  for (const [tls, expected] of cases) {
    const [message = '', ...more] = refusals({ listen: [{ tls }] }, { folder })
    assert.match(message, expected)
    assert.deepEqual(more, [])
  }
})

test('a wrong address is refused', () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [[], /`listen` is an empty list/],
    ['127.0.0.1:4000', /`listen` must be an object, not a text/],
    [{ host: 'http://a' }, /`listen.host` must be an address or host name/],
    [{ host: '[::1]' }, /`listen.host` must be an address or host name/],
    [{ port: -1 }, /`listen.port` must be a whole number from 0 to 65535, not `-1`/],
    [{ port: 65_536 }, /`listen.port` must be a whole number/],
    [{ port: 1.5 }, /`listen.port` must be a whole number/],
    [{ port: '4000' }, /`listen.port` must be a whole number/],
    [{ tls: { cert: '/no-such-file' } }, /`listen.tls.key` is required/],
    [{ tls: true }, /`listen.tls` must be an object, not a boolean/],
    [[{ port: 1 }, { port: 1 }], /`listen\[1\]` repeats an address/],
  ]
  for (const [listen, expected] of cases) assert.match(refusals({ listen }).join('\n'), expected)
})

test('a key pasted in place of its file name is refused and not shown', async (t) => {
  const { folder } = await folderWithPem(t)
  const key = '-----BEGIN PRIVATE KEY-----\ncanary\n'
  assert.deepEqual(refusals({ listen: { tls: { cert: 'a.crt', key } } }, { folder }), [
    '`listen.tls.key` must be the name of a PEM file, not its content',
  ])
})
