import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noReferee, passingFile, runReferee } from '../conformance/run-referee.ts'

test('the same cases pass as closures, without index and early exit', { skip: noReferee }, () => {
  const { code, output } = runReferee(
    'closures-adapter.ts',
    '--baseline',
    passingFile,
    '--nonstrict-too',
  )
  const lost = output.split('\n').filter((line) => line.startsWith('LOST'))
  assert.deepEqual(lost, [])
  assert.equal(code, 0)
})
