import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bounded, closed, mayRead, openAlways } from '../../../examples/guides/src/ask-rego.ts'

test('the guide to the engine: what it shows is what comes', () => {
  assert.equal(mayRead({ id: 'ann', roles: [] }, 'ann'), true)
  assert.equal(mayRead({ id: 'eve', roles: ['auditor'] }, 'ann'), true)
  assert.equal(mayRead({ id: 'eve', roles: [] }, 'ann'), false)
  assert.deepEqual(closed, { kind: 'rows', rows: [{ day: 'saturday' }, { day: 'sunday' }] })
  const sunday = {
    user: { id: 'eve', roles: ['auditor'] },
    action: 'read',
    environment: { weekday: 'sunday' },
  }
  assert.deepEqual(openAlways.evaluate('reports/allow', sunday), { kind: 'defined', value: true })
  assert.ok(bounded.ok)
  const outcome = bounded.evaluate('slow/p')
  assert.ok(outcome.kind === 'error' && outcome.error.code === 'eval_fuel_error')
})
