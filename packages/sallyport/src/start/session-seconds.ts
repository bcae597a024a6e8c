/** How long a sign-in at the authority lasts. */
export const sessionSeconds = { absoluteSeconds: 12 * 3600, idleSeconds: 3600 }
