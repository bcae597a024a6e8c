import type { Clock, RandomBytes } from '@sallyport/protocol'
import type { Terminal } from './terminal/terminal.ts'

/** What a command sees of the machine. */
export interface CommandWorld {
  readonly terminal: Terminal
  readonly env: { readonly [name: string]: string | undefined }
  /** Absolute: where the command was typed. */
  readonly folder: string
  readonly clock: Clock
  readonly random: RandomBytes
  /** Asked for once by a command that runs until it is told to stop: aborted by SIGINT or SIGTERM. */
  interrupted(): AbortSignal
}
