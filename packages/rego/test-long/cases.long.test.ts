import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noReferee, passingFile, runReferee } from '../conformance/run-referee.ts'

test("no case of OPA's suite that has passed is lost", { skip: noReferee }, () => {
  const { code, output } = runReferee('adapter.ts', '--baseline', passingFile, '--nonstrict-too')
  const lost = output.split('\n').filter((line) => line.startsWith('LOST'))
  assert.deepEqual(lost, [])
  assert.match(output, /^\d{4} passed, 0 failed, \d+ skipped$/m)
  assert.equal(code, 0)
})

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
