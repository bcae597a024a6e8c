import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandLine } from '../support/command-line.ts'

test('the tail is the last ten events unless told otherwise, one a line', async (t) => {
  const line = await commandLine(t)
  for (let i = 0; i < 12; i += 1) await line.ok('revoke', '--token', `token-${i}`)
  const tail = async (...argv: string[]) =>
    (await line.ok('audit', 'tail', '--no-follow', ...argv)).split('\n')
  const ids = (lines: readonly string[]) => lines.map((one) => /token-(\d+)/.exec(one)?.[1])
  assert.deepEqual(ids(await tail()), ['2', '3', '4', '5', '6', '7', '8', '9', '10', '11'])
  assert.deepEqual(ids(await tail('--lines', '2')), ['10', '11'])
  assert.equal((await tail('--from-start')).length, 12)
  assert.deepEqual(await tail('--lines', '0'), [''])
})

test('as JSON each line is one whole event', async (t) => {
  const line = await commandLine(t)
  await line.ok('revoke', '--all')
  const event: unknown = JSON.parse(await line.ok('audit', 'tail', '--no-follow', '--json'))
  assert.ok(typeof event === 'object' && event !== null)
  assert.ok('type' in event && event.type === 'token.revoked')
  assert.ok('requestId' in event && /^cli-[0-9a-f]{18}$/.test(String(event.requestId)))
})

test('more events than one page holds are all shown', async (t) => {
  const line = await commandLine(t)
  await line.withStore(({ audit }) =>
    audit.append(
      Array.from({ length: 1234 }, (_, i) => ({
        type: 'token.revoked' as const,
        outcome: 'success' as const,
        requestId: 'r',
        tokenId: `token-${i}`,
        id: `event-${i}`,
        timeMs: 0,
      })),
    ),
  )
  const lines = (await line.ok('audit', 'tail', '--no-follow', '--from-start')).split('\n')
  assert.equal(lines.length, 1234)
  assert.match(lines.at(-1) ?? '', /token-1233/)
})
