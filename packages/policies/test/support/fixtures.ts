import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BundleKey } from '../../src/bundle/bundle-keys.ts'

const folder = join(import.meta.dirname, '..', 'fixtures')

export const fixture = (name: string): string => join(folder, name)

export const readFixture = (name: string): Buffer => readFileSync(fixture(name))

/** The keys that the fixtures are signed with. */
export const rsaKey: BundleKey = { algorithm: 'RS256', key: String(readFixture('rsa.pub.pem')) }
export const ecKey: BundleKey = { algorithm: 'ES256', key: String(readFixture('ec.pub.pem')) }
export const hmacKey: BundleKey = {
  algorithm: 'HS256',
  key: 'a-shared-secret-of-32-characters',
}
