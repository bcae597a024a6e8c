import assert from 'node:assert/strict'
import type { Configuration, ServerCommand } from '../../src/configuration/configuration.ts'
import { parseConfiguration } from '../../src/configuration/parse-configuration.ts'
import type { ConfigurationError } from '../../src/configuration/read/place.ts'

/** A secret, to be looked for in every message. */
export const canary = 'canary-7c1d3f5b9a2e4c6d8f0b1a3c5e7f9d2b'

/** The least that `serve` accepts. */
export const least = {
  issuer: 'https://auth.example',
  store: { sqlite: './sallyport.db' },
  secret: canary,
  resources: [{ identifier: 'https://api.example', scopes: ['read:documents'] }],
}

export const publicClient = { client_id: 'app', redirect_uris: ['https://app.example/callback'] }

interface Surroundings {
  readonly command?: ServerCommand
  readonly env?: { readonly [name: string]: string | undefined }
  readonly folder?: string
}

export function parse(value: unknown, surroundings: Surroundings = {}) {
  const { command = 'serve', env = {}, folder = '/etc/sallyport' } = surroundings
  return parseConfiguration(value, { command, env, baseFolder: folder })
}

/** The configuration, which must be accepted. */
export function accepted(change: object, surroundings: Surroundings = {}): Configuration {
  const parsed = parse({ ...least, ...change }, surroundings)
  assert.deepEqual(parsed.ok ? [] : parsed.refusal, [])
  assert.ok(parsed.ok)
  return parsed.value.configuration
}

/** The messages of what is unwise in a configuration that must be accepted. */
export function warnings(change: object, surroundings: Surroundings = {}): readonly string[] {
  const parsed = parse({ ...least, ...change }, surroundings)
  assert.ok(parsed.ok)
  return parsed.value.warnings.map(({ message }) => message)
}

/** The messages of a configuration that must be refused; the one without the change is accepted. */
export function refusals(change: object, surroundings: Surroundings = {}): readonly string[] {
  assert.ok(parse(least, surroundings).ok)
  const parsed = parse({ ...least, ...change }, surroundings)
  assert.ok(!parsed.ok, 'expected a refusal')
  return checkMessages(parsed.refusal)
}

/** What holds of every message: its key in backticks, one line, lower case, no secret. */
export function checkMessages(errors: readonly ConfigurationError[]): readonly string[] {
  for (const { key, message } of errors) {
    assert.ok(message.startsWith(key === '' ? 'the configuration ' : `\`${key}\` `), message)
    assert.match(message, /^[^\n\r]+[^.\n]$/)
    assert.ok(!message.includes('canary'), 'a message shows a secret')
  }
  return errors.map(({ message }) => message)
}
