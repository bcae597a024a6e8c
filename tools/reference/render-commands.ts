import type { Argument, Command, Option } from 'commander'
import { code, generatedFrom, renderTable } from '../docs/markdown.ts'

/** `docs/reference/command-line.md`: every command of a program, as `--help` describes it. */
export function renderCommands(program: Command): string {
  return [
    generatedFrom('packages/sallyport/src/cli/program.ts'),
    '',
    '# Command line',
    '',
    `${code(`npx ${program.name()}`)}: ${program.description()}.`,
    '',
    'Exit codes: 0, it is done; 1, it could not be done; 2, wrong usage or a wrong configuration. Those of `policy eval` and `policy test` are `opa`’s: 2 is also an error of the evaluation, a test that did not pass. `--help` works on every command.',
    '',
    ...program.commands.flatMap((command) => renderCommand(command, program.name())),
  ].join('\n')
}

function renderCommand(command: Command, parent: string): readonly string[] {
  const name = `${parent} ${command.name()}`
  if (command.commands.length > 0) {
    const inner = command.commands.flatMap((child) => renderCommand(child, name))
    return [`## ${name}`, '', asSentence(command.description()), '', ...inner]
  }
  const typed = [name, ...command.registeredArguments.map(showArgument)].join(' ')
  const level = parent.includes(' ') ? '###' : '##'
  return [
    `${level} ${name}`,
    '',
    asSentence(command.description()),
    '',
    code(typed),
    '',
    renderTable(
      ['', 'Default', 'Meaning'],
      [
        ...command.registeredArguments
          .filter((argument) => argument.description !== '')
          .map((argument) => renderLine(showArgument(argument), argument.description, '')),
        ...command.options.map((option) =>
          renderLine(
            option.flags,
            describeOption(option),
            option.mandatory ? '_required_' : showDefault(option),
          ),
        ),
      ],
    ),
    '',
  ]
}

/** A default that the description itself states moves to its column. */
function renderLine(name: string, description: string, byDefault: string): readonly string[] {
  const [, before = description, stated = byDefault] =
    /^(.*?)(?:^| )\(?default: ([^)]+)\)?$/.exec(description) ?? []
  return [code(name), stated, asSentence(before)]
}

function showArgument(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

function showDefault({ defaultValue }: Option): string {
  if (defaultValue === undefined || defaultValue === '' || defaultValue === true) return ''
  return code(Array.isArray(defaultValue) ? defaultValue.join(' ') : String(defaultValue))
}

function describeOption(option: Option): string {
  const choices = option.argChoices ?? []
  if (choices.length === 0) return option.description
  return `${option.description}: ${choices.map((choice) => code(choice)).join(', ')}`
}

function asSentence(text: string): string {
  if (text === '') return ''
  const first = text.startsWith('`') ? text : text.charAt(0).toUpperCase() + text.slice(1)
  return first.endsWith('.') ? first : `${first}.`
}
