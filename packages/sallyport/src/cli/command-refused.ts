/** 1: the command could not be carried out; 2: wrong usage or configuration. */
type RefusedExitCode = 1 | 2

/** Thrown by a command, caught once in `runCommand`: the message goes to stderr as it is. */
export class CommandRefused extends Error {
  readonly exitCode: RefusedExitCode

  constructor(exitCode: RefusedExitCode, message: string) {
    super(message)
    this.name = 'CommandRefused'
    this.exitCode = exitCode
  }
}
