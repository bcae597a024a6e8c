/** Thrown by a command that has said all there is to say, and whose answer is a no: sets the exit code. */
export class CommandEnded extends Error {
  readonly exitCode: 1 | 2

  constructor(exitCode: 1 | 2) {
    super(`ended with ${exitCode}`)
    this.name = 'CommandEnded'
    this.exitCode = exitCode
  }
}
