import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CommandWorld } from '../command-world.ts'

/** The commands of `policy`: none needs a configuration. */
export function addPolicyCommands(program: Command, world: CommandWorld): void {
  const policy = program
    .command('policy')
    .description(
      'Rego: check, evaluate, test and build policies; flags and output are close to those of `opa`',
    )
  const format = (...choices: readonly string[]) =>
    new Option('-f, --format <format>', 'format of the output').choices(choices).default(choices[0])
  addCompileFlags(
    command(policy, 'check', 'say what is wrong with policies; nothing where all is well'),
  )
    .argument('<path...>', 'files and folders')
    .option('-b, --bundle', 'the paths are bundles, or folders laid out like one')
    .addOption(format('pretty', 'json'))
    .action(async (paths, options) =>
      (await import('./check.ts')).checkPolicy(world, paths, options),
    )
  addCompileFlags(command(policy, 'eval', 'show every answer of a query'))
    .argument('[query]', 'such as `data.authz.allow`')
    .option(
      '-d, --data <path>',
      'policies or data: a file or folder, or `a.b:file`; can be repeated',
      collect,
    )
    .option(
      '-b, --bundle <path>',
      'a bundle, or a folder laid out like one; can be repeated',
      collect,
    )
    .addOption(new Option('-i, --input <file>', 'the input, JSON or YAML').conflicts('stdinInput'))
    .option('-I, --stdin-input', 'read the input from stdin')
    .option('--stdin', 'read the query from stdin')
    .option('--package <name>', 'the package in which the query is read')
    .option(
      '--import <import>',
      'an import for the query, such as `data.roles`; can be repeated',
      collect,
    )
    .addOption(format('json', 'pretty', 'values', 'bindings', 'raw', 'discard'))
    .option(
      '--explain',
      'say which rules gave the answer and, for a denial, where the closest one failed',
    )
    .option('--strict-builtin-errors', 'end with the first error of a built-in')
    .option('--fail', 'exit with 1 where there is no answer')
    .addOption(new Option('--fail-defined', 'exit with 1 where there is one').conflicts('fail'))
    .action(async (query, options) => (await import('./eval.ts')).evalPolicy(world, query, options))
  addCompileFlags(command(policy, 'test', 'run the rules whose names start with `test_`'))
    .argument('<path...>', 'files and folders')
    .option('-b, --bundle', 'the paths are bundles, or folders laid out like one')
    .option('-v, --verbose', 'show the tests that passed, too')
    .option('-r, --run <regex>', 'only tests whose full names match')
    .option('-c, --coverage', 'report which lines were run, as JSON')
    .option('--threshold <percent>', 'exit with 2 where fewer of the lines were run', parsePercent)
    .addOption(format('pretty', 'json'))
    .option('-z, --exit-zero-on-skipped', 'skipped tests (`todo_test_`) are no failure')
    .option('--fail-on-empty', 'exit with 1 where no test was run')
    .action(async (paths, options) => (await import('./test.ts')).testPolicy(world, paths, options))
  addCompileFlags(command(policy, 'build', 'write an ES module that answers without making code'))
    .argument('<path...>', 'files and folders; tests (`_test.rego`) are left out')
    .option('-b, --bundle', 'the paths are bundles, or folders laid out like one')
    .requiredOption(
      '-e, --entrypoint <path>',
      'what will be asked, such as `authz/allow`; can be repeated',
      collect,
    )
    .requiredOption('-o, --output <file>', 'the module, such as `policy.mjs`')
    .action(async (paths, options) =>
      (await import('./build.ts')).buildPolicy(world, paths, options),
    )
}

function addCompileFlags(command: Command): Command {
  return command
    .option('-S, --strict', 'refuse what is unused, deprecated or shadowed')
    .option('--v0-compatible', 'read the syntax before OPA 1.0')
}

function command(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description)
}

function parsePercent(text: string): number {
  if (!/^\d{1,3}(\.\d+)?$/.test(text) || Number(text) > 100)
    throw new InvalidArgumentError('it must be a number from 0 to 100.')
  return Number(text)
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
