import { checkNewPassword } from '@sallyport/authority'
import { Secret } from '@sallyport/protocol'
import { CommandRefused } from '../command-refused.ts'
import type { CommandWorld } from '../command-world.ts'
import { generatePassword } from './generate-password.ts'

/** How the new password comes in; neither: typed at the terminal, twice. */
export interface PasswordOptions {
  readonly passwordStdin?: boolean
  readonly generate?: boolean
}

interface NewPassword {
  readonly password: Secret<string>
  /** Nobody knows it yet: it is to be printed, once. */
  readonly generated: boolean
}

/**
 * Reads or makes a new password. Security: never from the arguments, which every process on the
 * machine can read.
 */
export async function readNewPassword(
  world: CommandWorld,
  username: string,
  options: PasswordOptions,
): Promise<NewPassword> {
  if (options.generate) return { password: generatePassword(world.random), generated: true }
  const typed = options.passwordStdin ? await readFromStdin(world) : await readFromPerson(world)
  const checked = checkNewPassword(typed, { username })
  if (!checked.ok) throw new CommandRefused(2, `the password ${checked.refusal}`)
  return { password: new Secret(checked.value), generated: false }
}

/** The whole of stdin, less one line break at its end. */
async function readFromStdin({ terminal }: CommandWorld): Promise<string> {
  return (await terminal.readAll(4096)).replace(/\r?\n$/, '')
}

async function readFromPerson({ terminal }: CommandWorld): Promise<string> {
  if (!terminal.interactive) {
    throw new CommandRefused(
      2,
      'no terminal to read a password from; pass it with `--password-stdin`, or let one be made with `--generate`',
    )
  }
  const first = await terminal.readHidden('new password: ')
  const second = await terminal.readHidden('once more: ')
  if (first !== second) throw new CommandRefused(2, 'the two passwords differ; nothing was changed')
  return first
}
