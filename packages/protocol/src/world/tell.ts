/**
 * Tells a listener of the host, such as a log, of something. Whatever it throws, at once or (being an
 * async function) later, ends here: a log that fails changes nothing about what it was told of.
 * Security: an error that nobody catches would end the process, and with it the API.
 */
export function tell<Words extends readonly unknown[]>(
  listener: (...words: Words) => unknown,
  ...words: Words
): void {
  try {
    Promise.resolve(listener(...words)).catch(() => {})
  } catch {
    // As above.
  }
}
