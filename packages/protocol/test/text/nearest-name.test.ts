import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nearestName } from '../../src/text/nearest-name.ts'

const known = ['issuer', 'listen', 'store', 'secret', 'clients', 'trustedProxies']

test('the name that a mistyped one most likely meant is found', () => {
  assert.equal(nearestName('isuer', known), 'issuer')
  assert.equal(nearestName('Listen', known), 'listen')
  assert.equal(nearestName('trusted_proxies', known), 'trustedProxies')
  assert.equal(nearestName('client', known), 'clients')
})

test('a name that is near to none has no suggestion', () => {
  assert.equal(nearestName('zone', known), undefined)
  assert.equal(nearestName('', known), undefined)
  assert.equal(nearestName('issuer', []), undefined)
  assert.equal(nearestName('x', ['y']), undefined)
})

test('a known name with one letter changed, lost or added is always recognised', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...known),
      fc.nat(),
      fc.constantFrom('change', 'lose', 'add'),
      (name, position, mistake) => {
        const at = position % name.length
        const rest = name.slice(mistake === 'add' ? at : at + 1)
        const typed = name.slice(0, at) + (mistake === 'lose' ? '' : 'q') + rest
        assert.equal(nearestName(typed, known), name)
      },
    ),
  )
})
