import type { Builtin } from '../../packages/rego/src/builtins/builtin.ts'
import type { Type } from '../../packages/rego/src/builtins/type.ts'
import { code, generatedFrom, renderTable } from '../docs/markdown.ts'

/** What the page on built-ins is made of. */
export interface BuiltinDocs {
  readonly families: ReadonlyMap<string, readonly Builtin[]>
  readonly unavailable: readonly Builtin[]
}

/** `docs/reference/rego-builtins.md`: every function that a policy can call. */
export function renderBuiltins({ families, unavailable }: BuiltinDocs): string {
  return [
    generatedFrom('packages/rego/src/builtins'),
    '',
    '# Built-ins of Rego',
    '',
    'Every function that a policy can call without defining it, by family. Their names, types and answers are those of OPA. Where a function',
    'cannot work with its arguments, the call is undefined; with strict built-in errors it ends the evaluation. Hosts add functions of their own',
    'with `compile({ builtins })`.',
    '',
    ...[...families].flatMap(([title, builtins]) => renderFamily(title, builtins)),
    '## Not here',
    '',
    'A call is a compile error that says why, unless the host registers a function of that name.',
    '',
    renderTable(
      ['Function', 'Why'],
      unavailable.map(({ name, description }) => [code(name), description]),
    ),
    '',
  ].join('\n')
}

function renderFamily(title: string, builtins: readonly Builtin[]): string[] {
  const shown = builtins.filter(({ name }) => !name.startsWith('internal.'))
  if (shown.length === 0) return []
  return [
    `## ${title}`,
    '',
    renderTable(
      ['Function', 'Gives'],
      shown.map((builtin) => [code(signature(builtin)), describe(builtin)]),
    ),
    '',
  ]
}

function signature({ name, args, result, infix }: Builtin): string {
  const given = args.map((arg) => `${arg.name}: ${renderType(arg.type)}`)
  const call = `${name}(${given.join(', ')}) -> ${renderType(result.type)}`
  return infix === undefined ? call : `${call}, x ${infix} y`
}

function describe({ description, args, deprecated, nondeterministic }: Builtin): string {
  const notes = args.flatMap((arg) =>
    arg.description === undefined ? [] : [`${code(arg.name)}: ${arg.description}.`],
  )
  const marks = [
    ...(deprecated ? ['Deprecated: refused in v1.'] : []),
    ...(nondeterministic ? ['Not a function of its arguments alone.'] : []),
  ]
  return [description, ...notes, ...marks].join(' ').replaceAll('\n', ' ')
}

function renderType(type: Type): string {
  switch (type.kind) {
    case 'array':
      if (type.rest === undefined) return `[${type.fixed.map(renderType).join(', ')}]`
      return `array of ${renderType(type.rest)}`
    case 'set':
      return `set of ${renderType(type.of)}`
    case 'object':
      return 'object'
    case 'union':
      return type.of.map(renderType).join(' or ')
    default:
      return type.kind
  }
}
