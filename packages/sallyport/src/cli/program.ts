import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { CommandWorld } from './command-world.ts'
import { addPolicyCommands } from './policy/add-policy-commands.ts'

/**
 * Every command and option, in the order of `--help`. What a command does is in the file of its name,
 * loaded when it is called, so that help comes at once.
 */
export function makeProgram(world: CommandWorld): Command {
  const program = new Command('sallyport')
    .description('OAuth 2.1 authorization server and API guard: one command, one process')
    .version(readVersion(), '--version')
    .showHelpAfterError('(add --help for what is allowed)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.terminal.print(text.trimEnd()),
      writeErr: (text) => world.terminal.warn(hideOptionValues(text.trimEnd())),
    })

  for (const [name, description] of [
    ['dev', 'run on this machine: forgiving defaults, a generated secret'],
    ['serve', 'run for others: a secret is required, replies survive a power cut'],
  ] as const) {
    addCommand(program, name, description).action(async (options) =>
      (await import('./serve.ts')).serve(world, name, options),
    )
  }
  addUsersCommands(program, world)
  addClientsCommands(program, world)

  const keys = program.command('keys').description('the keys that sign tokens')
  addCommand(keys, 'list', 'show all of them, oldest first').action(async (options) =>
    (await import('./keys.ts')).listKeys(world, options),
  )
  addCommand(keys, 'rotate', 'let the next one sign where its time has come; old ones verify on')
    .option('--now', 'whether or not its time has come')
    .action(async (options) => (await import('./keys.ts')).rotateKeys(world, options))
  addCommand(keys, 'compromise', 'somebody else has it: withdraw it, revoke what it signed')
    .argument('<kid>')
    .action(async (kid, options) => (await import('./keys.ts')).compromiseKey(world, kid, options))

  addCommand(program, 'revoke', 'end what was issued; guards hear of it at once')
    .option('--token <jti>', 'one access token, by its `jti`')
    .option('--session <sid>', 'a sign-in and everything issued in it')
    .option('--grant <id>', 'what one person granted one client, by its `grant_id`')
    .option('--client <id>', 'everything issued to a client so far')
    .option('--subject <sub>', 'everything issued for a user so far')
    .option('--all', 'everything issued so far')
    .action(async (options) => (await import('./revoke.ts')).revoke(world, options))

  const audit = program.command('audit').description('what happened')
  addCommand(audit, 'tail', 'show the last events, then new ones as they happen')
    .option('--from-start', 'from the first event on')
    .option('-n, --lines <count>', 'how many of the last events', parseCount, 10)
    .option('--json', 'one JSON object a line')
    .option('--follow', 'go on until interrupted', true)
    .option('--no-follow', 'stop at the newest event')
    .action(async (options) => (await import('./audit.ts')).tailAudit(world, options))

  addPolicyCommands(program, world)

  return program
}

/** That of the package, whose file is two folders up from source and build alike. */
function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version }: { readonly version: string } = JSON.parse(text)
  return version
}

function addUsersCommands(program: Command, world: CommandWorld): void {
  const users = program.command('users').description('the people who can sign in')
  addPasswordOptions(addCommand(users, 'add', 'add one').argument('<username>'))
    .option('--name <name>', "the person's name, as clients with the scope `profile` see it")
    .option('--email <address>', 'as clients with the scope `email` see it')
    .option('--role <role...>', 'roles, as policies see them')
    .option('--department <name>', 'department, as policies see it')
    .option('--scope <scope...>', 'the scopes the person may grant (default: none)')
    .option('--sub <subject>', 'the subject in tokens (default: random)')
    .action(async (name, options) => (await import('./users.ts')).addUser(world, name, options))
  addCommand(users, 'list', 'show all of them').action(async (options) =>
    (await import('./users.ts')).listUsers(world, options),
  )
  addCommand(users, 'disable', 'let one in no more, and end everything issued for them')
    .argument('<username>')
    .action(async (name, options) => (await import('./users.ts')).disableUser(world, name, options))
  addCommand(users, 'unlock', 'let one try again who is locked out by too many wrong passwords')
    .argument('<username>')
    .action(async (name, options) => (await import('./users.ts')).unlockUser(world, name, options))
  addCommand(users, 'unblock', 'let one in again whose refresh token was used twice')
    .argument('<username>')
    .action(async (name, options) => (await import('./users.ts')).unblockUser(world, name, options))
  addPasswordOptions(
    addCommand(users, 'passwd', 'change a password, and end everything issued before').argument(
      '<username>',
    ),
  ).action(async (name, options) =>
    (await import('./users.ts')).changePassword(world, name, options),
  )
}

function addClientsCommands(program: Command, world: CommandWorld): void {
  const clients = program.command('clients').description('the applications that ask for tokens')
  const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none']
  const usual = ['authorization_code', 'refresh_token']
  const device = 'urn:ietf:params:oauth:grant-type:device_code'
  const grants = [...usual, 'client_credentials', device]
  addCommand(clients, 'add', 'register one; a secret is made and shown once')
    .argument('[client_id]', 'default: random')
    .option('--redirect-uri <uri...>', 'where it is sent back to; needed for authorization codes')
    .option('--name <name>', 'what people are shown')
    .option('--scope <names>', 'the scopes it may ask for, space-delimited', '')
    .addOption(
      new Option('--auth-method <method>', 'how it authenticates; `none` for public clients')
        .choices(methods)
        .default('client_secret_basic'),
    )
    .addOption(new Option('--grant-type <type...>', 'grants').choices(grants).default(usual))
    .addOption(
      new Option('--jwks <file>', 'a file with its public keys, for `private_key_jwt`').conflicts(
        'jwksUri',
      ),
    )
    .option('--jwks-uri <uri>', 'where it publishes its public keys, for `private_key_jwt`')
    .option('--post-logout-redirect-uri <uri...>', 'where people are sent back to once signed out')
    .option('--backchannel-logout-uri <uri>', 'where it is told that somebody has signed out')
    .option('--require-par', 'take only authorization requests that it has pushed (RFC 9126)')
    .action(async (id, options) => (await import('./clients.ts')).addClient(world, id, options))
  addCommand(clients, 'list', 'show all of them').action(async (options) =>
    (await import('./clients.ts')).listClients(world, options),
  )
  const secret = clients
    .command('secret')
    .description('the secrets of one; two while one replaces the other')
  addCommand(secret, 'add', 'make a new one, shown once; the one before works on for a while')
    .argument('<client_id>')
    .option(
      '--expires <duration>',
      'for how long the new one works, such as `90d` (default: for ever)',
    )
    .option('--keep-old <duration>', 'for how long the one before works on', '7d')
    .action(async (id, options) =>
      (await import('./client-secrets.ts')).addSecret(world, id, options),
    )
  addCommand(secret, 'list', 'show their digests and dates')
    .argument('<client_id>')
    .action(async (id, options) =>
      (await import('./client-secrets.ts')).listSecrets(world, id, options),
    )
  addCommand(secret, 'remove', 'end one at once')
    .argument('<client_id>')
    .argument('<digest>', 'its digest as listed, or how that begins')
    .action(async (id, digest, options) =>
      (await import('./client-secrets.ts')).removeSecret(world, id, digest, options),
    )
}

function addCommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--config <file>', 'configuration (default: ./sallyport.config.ts, .js or .mjs)')
}

/** Security: there is no option that takes a password; arguments are seen by the whole machine. */
function addPasswordOptions(command: Command): Command {
  return command
    .addOption(new Option('--password-stdin', 'read the password from stdin').conflicts('generate'))
    .option('--generate', 'make a password and print it once')
}

function parseCount(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('it must be a whole number.')
  return Number(text)
}

/** Security: `--password=…` is no option of ours, and what follows must not get into a log. */
function hideOptionValues(text: string): string {
  return text.replace(/(--[\w-]+=)[^\s']+/g, '$1…')
}
