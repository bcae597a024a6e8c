import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { accepted, canary, least, parse, refusals } from '../../support/configurations.ts'

const { secret: _, ...withoutSecret } = least

test('a secret is a text or an environment variable, and prints as nothing', () => {
  for (const secret of [canary, { env: 'SALLYPORT_SECRET' }]) {
    const source = accepted({ secret }, { env: { SALLYPORT_SECRET: canary } }).secret
    assert.equal(source.kind === 'given' && source.value.reveal(), canary)
    assert.ok(!(inspect(source) + JSON.stringify(source)).includes('canary'))
  }
})

test('a secret shorter than 32 characters is refused and not shown', () => {
  const short = canary.slice(0, 31)
  assert.match(refusals({ secret: short }).join(), /^`secret` is too short: at least 32 characters/)
  assert.match(
    refusals({ secret: { env: 'S' } }, { env: { S: short } }).join(),
    /^`secret` is too short/,
  )
  assert.equal(accepted({ secret: canary.slice(0, 32) }).secret.kind, 'given')
})

test('a variable that is not set, or empty, is named', () => {
  for (const env of [{}, { SALLYPORT_SECRET: '' }, { SALLYPORT_SECRET: undefined }]) {
    assert.deepEqual(refusals({ secret: { env: 'SALLYPORT_SECRET' } }, { env }), [
      '`secret.env` names the environment variable `SALLYPORT_SECRET`, which is not set; set it',
    ])
  }
})

test('a secret pasted in place of the name of its variable is not shown', () => {
  for (const env of [canary, 'canary', '', 7]) {
    assert.deepEqual(refusals({ secret: { env } }), [
      '`secret.env` must be the name of an environment variable: capital letters, digits and underscores',
    ])
  }
})

test('an inherited name is no environment variable', () => {
  const env: { [name: string]: string } = Object.create({ INHERITED: canary })
  assert.match(refusals({ secret: { env: 'INHERITED' } }, { env }).join(), /which is not set/)
})

test('serve requires a secret; dev keeps one beside the file, or makes one a run', () => {
  const parsed = parse(withoutSecret)
  assert.ok(!parsed.ok)
  assert.match(parsed.refusal[0]?.message ?? '', /^`secret` is required by `serve`/)
  const inDev = (store: object) => {
    const dev = parse({ ...withoutSecret, store }, { command: 'dev' })
    assert.ok(dev.ok)
    return dev.value.configuration.secret
  }
  assert.deepEqual(inDev({ sqlite: 'a.db' }), { kind: 'kept', file: '/etc/sallyport/a.db.secret' })
  assert.deepEqual(inDev({ sqlite: ':memory:' }), { kind: 'random' })
})

test('a secret of another type is refused', () => {
  assert.match(
    refusals({ secret: 7 }).join(),
    /must be a text or `\{ env: 'NAME' \}`, not a number/,
  )
  assert.match(refusals({ secret: '' }).join(), /^`secret` is empty/)
  assert.match(refusals({ secret: {} }).join(), /^`secret.env` is required/)
  assert.match(refusals({ secret: { envs: 'X' } }).join(), /did you mean `env`\?/)
})

test('previous secrets are read like the secret, and none is shown', () => {
  const previousSecrets = [canary, { env: 'OLD' }]
  const read = accepted({ previousSecrets }, { env: { OLD: canary } }).previousSecrets
  assert.deepEqual(
    read.map((secret) => secret.reveal()),
    [canary, canary],
  )
  assert.ok(!(inspect(read) + JSON.stringify(read)).includes('canary'))
  assert.deepEqual(accepted({}).previousSecrets, [])
  assert.match(
    refusals({ previousSecrets: ['short'] }).join(),
    /^`previousSecrets\[0\]` is too short/,
  )
  assert.match(refusals({ previousSecrets: canary }).join(), /^`previousSecrets` must be a list/)
})
