/** A server that somebody started for tests. */
export interface RunningServer {
  /** With the password in it. */
  readonly url: string
  /** Ends it and forgets what it held. */
  close(): Promise<void>
}
