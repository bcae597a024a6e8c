/**
 * A client's document cannot be had now: whether there is such a client is not known. Thrown, and caught
 * at the boundary, which asks whoever came to come back.
 */
export class ClientUnavailable extends Error {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super('the document of a client cannot be had now')
    this.name = 'ClientUnavailable'
    this.retryAfterSeconds = retryAfterSeconds
  }
}
