import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describePoliciesEvent } from '../../src/index.ts'

test('every event is one sentence for a log', () => {
  assert.deepEqual(
    [
      describePoliciesEvent({ kind: 'changed', revision: '2', before: '1' }),
      describePoliciesEvent({ kind: 'refused', revision: '2', message: 'a.rego:1: wrong' }),
      describePoliciesEvent({ kind: 'recovered', revision: '2' }),
      describePoliciesEvent({ kind: 'unwatched', folder: '/p', message: 'no space' }),
    ],
    [
      'policies changed: revision 2 decides, before it 1',
      'policies refused, revision 2 goes on to decide: a.rego:1: wrong',
      'policies are again revision 2, which decides',
      'policies in /p are looked at once a second only: no space',
    ],
  )
})
