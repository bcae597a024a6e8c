import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { compile, type Policy } from '@sallyport/rego'
import { type Figure, median, ratios, type Subject, timeBeside } from '../rounds.ts'
import { handWrittenDocuments, handWrittenEnvoy } from './hand-written.ts'
import { documentInput, envoyInput, manyRules } from './inputs.ts'
import { loadWasm } from './load-wasm.ts'

const ours = '@sallyport/rego'
const policies = join(import.meta.dirname, 'policies')
/** The policy of the documents example. */
const documentsPolicy = join(
  import.meta.dirname,
  '../../examples/documents-api/policy/documents.rego',
)

/** Decisions by Rego, beside opa-wasm and the same policy written by hand in JavaScript. */
export async function* benchDecide(): AsyncGenerator<Figure> {
  yield* documents()
  yield* envoy()
  yield* inputSizes()
  yield* ruleCounts()
  yield* compileTimes()
}

async function* documents(): AsyncGenerator<Figure> {
  const { javascript, closures } = compiled(documentsPolicy)
  const wasm = await loadWasm('documents.wasm')
  const owners = documentInputs({})
  const strangers = documentInputs({ user: { id: 'u-eve', roles: ['employee'] } })
  for (const [name, inputs] of [
    ['owner writes', owners],
    ['stranger is denied', strangers],
  ] as const) {
    const figures = timeBeside(`documents: ${name}`, [
      evaluating(ours, javascript, 'documents/decision', inputs),
      evaluating(`${ours} (closures)`, closures, 'documents/decision', inputs),
      calling('hand-written JavaScript', (input) => handWrittenDocuments(input as never), inputs),
      calling('opa-wasm', (input) => wasm.evaluate(input), inputs),
    ])
    yield* figures
    yield* ratios(figures, ours)
  }
}

async function* envoy(): AsyncGenerator<Figure> {
  const { javascript, closures } = compiled(join(policies, 'envoy.rego'))
  const wasm = await loadWasm('envoy.wasm')
  for (const [name, input] of [
    ['admin posts', envoyInput('bob', 'POST')],
    ['guest is denied', envoyInput('alice', 'POST')],
  ] as const) {
    const inputs = copies(input)
    const figures = timeBeside(`envoy, 0.9 kB: ${name}`, [
      evaluating(ours, javascript, 'envoy/authz/allow', inputs),
      evaluating(`${ours} (closures)`, closures, 'envoy/authz/allow', inputs),
      calling('hand-written JavaScript', (given) => handWrittenEnvoy(given as never), inputs),
      calling('opa-wasm', (given) => wasm.evaluate(given), inputs),
    ])
    yield* figures
    yield* ratios(figures, ours)
  }
}

async function* inputSizes(): AsyncGenerator<Figure> {
  const { javascript } = compiled(documentsPolicy)
  const wasm = await loadWasm('documents.wasm')
  for (const bytes of [300, 1_000, 10_000, 100_000]) {
    const inputs = copies(documentInput(bytes), 4)
    const figures = timeBeside(`input of ${bytes} bytes`, [
      evaluating(ours, javascript, 'documents/decision', inputs),
      calling('opa-wasm', (input) => wasm.evaluate(input), inputs),
    ])
    yield* figures
    yield* ratios(figures, ours)
  }
}

function* ruleCounts(): Generator<Figure> {
  const counts = [10, 100, 1_000, 10_000]
  const subjects = counts.map((count): Subject => {
    const policy = compile({ modules: { 'many.rego': manyRules(count) } })
    if (!policy.ok) throw new Error(String(policy))
    const last = count - 1
    const input = {
      method: 'GET',
      path: ['services', `s${last}`, 'items'],
      user: { department: `d${last % 10}` },
    }
    return evaluating(`${count} rules`, policy, 'authz/allow', copies(input))
  })
  yield* timeBeside('indexed rules', subjects)
}

function* compileTimes(): Generator<Figure> {
  for (const count of [100, 1_000, 10_000]) {
    const modules = { 'many.rego': manyRules(count) }
    const input = { method: 'GET', path: ['services', 's1', 'items'] }
    const samples = Array.from({ length: count > 1_000 ? 3 : 9 }, () => {
      const started = performance.now()
      const policy = compile({ modules })
      if (!policy.ok) throw new Error(String(policy))
      policy.evaluate('authz/allow', input)
      return performance.now() - started
    })
    yield {
      name: `compile ${count} rules, first decision`,
      subject: ours,
      value: median(samples),
      unit: 'ms',
    }
  }
}

function compiled(file: string): { javascript: Policy; closures: Policy } {
  const modules = { [basename(file)]: readFileSync(file, 'utf8') }
  const make = (emitter: 'javascript' | 'closures') => {
    const policy = compile({ modules, emitter })
    if (!policy.ok) throw new Error(String(policy))
    return policy
  }
  return { javascript: make('javascript'), closures: make('closures') }
}

function evaluating(subject: string, policy: Policy, path: string, inputs: Inputs): Subject {
  return calling(subject, (input) => policy.evaluate(path, input), inputs)
}

type Inputs = readonly unknown[]

/** Each call gets another input, as in a server: nothing can be computed once for all. */
function calling(subject: string, call: (input: unknown) => unknown, inputs: Inputs): Subject {
  return {
    subject,
    run: (times) => {
      let last: unknown
      for (let i = 0, at = 0; i < times; i++) {
        last = call(inputs[at])
        at = at + 1 === inputs.length ? 0 : at + 1
      }
      return last
    },
  }
}

/** Equal inputs, each an object of its own as a request brings it. */
function copies(input: unknown, count = 16): Inputs {
  const text = JSON.stringify(input)
  return Array.from({ length: count }, () => JSON.parse(text) as unknown)
}

function documentInputs(changes: { readonly [fact: string]: unknown }): Inputs {
  return copies({ ...documentInput(0), ...changes })
}
