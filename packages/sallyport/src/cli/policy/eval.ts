import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseData, type Value } from '@sallyport/rego'
import { type Answers, askQuery, type Explanation, explain } from '@sallyport/rego/tools'
import { CommandEnded } from '../command-ended.ts'
import { CommandRefused } from '../command-refused.ts'
import type { CommandWorld } from '../command-world.ts'
import { type CompileFlags, compileFiles, readFiles } from './load-policy.ts'
import { printable } from './printable.ts'
import { type AnswerFormat, renderAnswers } from './render-answers.ts'

interface EvalOptions extends CompileFlags {
  readonly data?: readonly string[]
  readonly bundle?: readonly string[]
  readonly input?: string
  readonly stdinInput?: boolean
  readonly stdin?: boolean
  readonly format: AnswerFormat
  readonly strictBuiltinErrors?: boolean
  readonly fail?: boolean
  readonly failDefined?: boolean
  readonly explain?: boolean
  readonly package?: string
  readonly import?: readonly string[]
}

const mostBytes = 64 * 1024 * 1024

/** `policy eval`: every answer of a query, and on request how it came about. */
export async function evalPolicy(
  world: CommandWorld,
  query: string | undefined,
  options: EvalOptions,
) {
  const text = await readQuery(world, query, options)
  const path = options.explain === true ? pathOf(text) : undefined
  const { strictBuiltinErrors = false } = options
  const version = options.v0Compatible === true ? 'v0' : 'v1'
  const input = await readInput(world, options)
  let isExplaining = false
  const policy = await load(world, options, (line) => {
    if (!isExplaining) world.terminal.warn(printable(line))
  })
  // The same for the answer and for the explanation of it.
  const now = BigInt(world.clock.nowMs()) * 1_000_000n
  const asking = { strictBuiltinErrors, now: () => now }
  const answers: Answers =
    policy.diagnostics === undefined
      ? askQuery(policy.policy, { ...questionOf(options), text, version, input }, asking)
      : { ok: false, errors: policy.diagnostics }
  let explanation: Explanation | undefined
  if (path !== undefined && policy.policy !== undefined) {
    isExplaining = true
    explanation = explain(policy.policy, path, input, asking)
  }
  const { out, err } = renderAnswers(answers, options.format, explanation)
  for (const line of out) await world.terminal.print(line)
  for (const line of err) world.terminal.warn(line)
  if (!answers.ok) throw new CommandEnded(2)
  const isEmpty = answers.answers.length === 0
  if ((options.fail === true && isEmpty) || (options.failDefined === true && !isEmpty))
    throw new CommandEnded(1)
}

function questionOf({ package: within, import: imports }: EvalOptions) {
  return {
    ...(within === undefined ? {} : { package: within }),
    ...(imports === undefined ? {} : { imports }),
  }
}

async function readQuery(
  { terminal }: CommandWorld,
  query: string | undefined,
  { stdin = false, stdinInput = false }: EvalOptions,
): Promise<string> {
  if (stdin && stdinInput)
    throw new CommandRefused(2, 'only one of `--stdin` and `--stdin-input` can read stdin')
  if (stdin && query === undefined) return terminal.readAll(mostBytes)
  if (!stdin && query !== undefined) return query
  throw new CommandRefused(2, 'give one query: as the argument, or on stdin with `--stdin`')
}

/** Undefined where none was given: no input at all. */
async function readInput(
  { terminal, folder }: CommandWorld,
  { input, stdinInput }: EvalOptions,
): Promise<Value | undefined> {
  if (stdinInput === true) return parseInput('stdin', await terminal.readAll(mostBytes))
  if (input === undefined) return undefined
  return parseInput(input, await readText(resolve(folder, input), input))
}

async function readText(file: string, shown: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new CommandRefused(2, `the input \`${shown}\` cannot be read: ${String(code)}`)
  }
}

function parseInput(name: string, text: string): Value {
  try {
    return parseData(text, /\.ya?ml$/.test(name) ? 'yaml' : 'json')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandRefused(2, `the input \`${name}\` is no JSON: ${reason}`)
  }
}

async function load(
  world: CommandWorld,
  options: EvalOptions,
  print: (line: string) => void,
): Promise<ReturnType<typeof compileFiles>> {
  const { data = [], bundle = [] } = options
  if (data.length > 0 && bundle.length > 0)
    throw new CommandRefused(2, '`--data` and `--bundle` cannot be used together')
  const files = await readFiles(world, [...data, ...bundle], bundle.length > 0)
  return compileFiles(files, options, print)
}

/** The steps of a query that is nothing but a path. */
function pathOf(text: string): readonly string[] {
  const [, path = ''] = /^\s*data((?:\.[A-Za-z_]\w*|\["[^"\\]*"\])+)\s*$/.exec(text) ?? []
  const steps = [...path.matchAll(/\.(\w+)|\["([^"]*)"\]/g)].map(
    ([, name, key]) => name ?? key ?? '',
  )
  if (steps.length > 0) return steps
  throw new CommandRefused(
    2,
    '`--explain` needs a query that is a path, such as `data.authz.allow`',
  )
}
