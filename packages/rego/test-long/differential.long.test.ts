import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { compile } from '../src/compile.ts'
import { randomProgram } from '../test/support/random-program.ts'
import { wideProgram } from '../test/support/wide-program.ts'

const found = spawnSync('opa', ['version'], { encoding: 'utf8' })
const noOpa =
  found.status === 0
    ? false
    : 'there is no `opa` on the PATH to compare with (go install github.com/open-policy-agent/opa@latest)'

/** Programs to compare; each starts the real `opa` once. */
const programs = Number(process.env.SALLYPORT_REGO_PROGRAMS ?? 400)
const firstSeed = Number(process.env.SALLYPORT_REGO_SEED ?? 1)

test('programs made up at random mean the same to the real opa', { skip: noOpa }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rego-differential-'))
  let compared = 0
  try {
    for (let seed = firstSeed; seed < firstSeed + programs; seed++) {
      const program = randomProgram(seed)
      const { module, input, data } = program
      const modules = { 'policy.rego': module }
      const query = 'x = data.test'
      const theirs = askOpa(folder, { modules, input, data, version: 'v1', query })
      const policy = compile({ modules, data })
      const ours = policy.ok ? policy.query(query, input) : { kind: 'refused' as const }
      // What the type checker refuses is compared elsewhere.
      if (theirs.kind === 'refused' || ours.kind === 'refused') continue
      compared++
      const got =
        ours.kind === 'rows'
          ? { kind: 'rows', x: ours.rows[0]?.x }
          : { kind: 'error', code: ours.error.code }
      assert.deepEqual(got, theirs, `seed ${seed}\n${program.module}\n${JSON.stringify(program)}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  console.log(`${compared} of ${programs} programs compared`)
  assert.ok(compared > programs / 4, `only ${compared} programs could be compared`)
})

test('programs of several packages mean the same to the real opa', { skip: noOpa }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rego-differential-'))
  const query = 'x = [data.lib, data.test]'
  let compared = 0
  try {
    for (let seed = firstSeed; seed < firstSeed + programs; seed++) {
      const program = wideProgram(seed)
      const { version, modules, input, data } = program
      const theirs = askOpa(folder, { modules, input, data, version, query })
      const policy = compile({ modules, data, regoVersion: version })
      if (theirs.kind !== 'rows' || !policy.ok) continue
      const ours = policy.query(query, input)
      // Which rules are tried at all, and so which conflict is met, is the choice of an index.
      if (ours.kind === 'error' && ours.error.code === 'eval_conflict_error') continue
      compared++
      const got = ours.kind === 'rows' ? { kind: 'rows', x: ours.rows[0]?.x } : ours
      assert.deepEqual(got, theirs, `seed ${seed}\n${JSON.stringify(program, null, 2)}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  console.log(`${compared} of ${programs} programs of several packages compared`)
  assert.ok(compared > programs / 20, `only ${compared} programs could be compared`)
})

/** Some programs keep the real `opa` busy for minutes. */
const opaTimeoutMs = 10_000

type Theirs =
  | { readonly kind: 'rows'; readonly x: unknown }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'refused' }

interface Asked {
  readonly modules: { readonly [name: string]: string }
  readonly input: unknown
  readonly data: unknown
  readonly version: 'v0' | 'v1'
  readonly query: string
}

function askOpa(folder: string, { modules, input, data, version, query }: Asked): Theirs {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const { stdout } = spawnSync(
    'opa',
    [
      'eval',
      '--format=json',
      ...(version === 'v0' ? ['--v0-compatible'] : []),
      ...Object.entries(modules).map(([name, text]) => `--data=${file(name, text)}`),
      `--data=${file('data.json', JSON.stringify(data))}`,
      `--input=${file('input.json', JSON.stringify(input))}`,
      query,
    ],
    { encoding: 'utf8', timeout: opaTimeoutMs },
  )
  // It has run out of time or memory over a product of loops: nothing to compare with.
  if (stdout === '') return { kind: 'refused' }
  const answer = JSON.parse(stdout)
  if (answer.errors !== undefined) {
    const code: string = answer.errors[0].code
    return code.startsWith('eval_') ? { kind: 'error', code } : { kind: 'refused' }
  }
  return { kind: 'rows', x: answer.result?.[0]?.bindings?.x }
}
