/** An authorization server on loopback with families whose first refresh tokens are known. */
export interface RefreshingServer {
  readonly subject: string
  readonly url: string
  readonly clientId: string
  readonly tokens: readonly string[]
  stop(): Promise<void>
}
