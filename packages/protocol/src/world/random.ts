/** Cryptographically secure randomness, passed in: `length` bytes. */
export type RandomBytes = (length: number) => Uint8Array

/** Randomness of the platform (Web Crypto: Node and browsers alike). */
export const secureRandom: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length))
