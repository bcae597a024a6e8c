import type { Parts } from './open-parts.ts'

/**
 * Adds, rotates and forgets signing keys where their time has come, and records what this process did:
 * of several nodes one does it, the others find it done.
 */
export async function keepUpKeys(
  { keys, recorder }: Pick<Parts, 'keys' | 'recorder'>,
  requestId: string,
): Promise<void> {
  for (const { kind, kid } of await keys.upkeep()) {
    await recorder.record({
      type: 'key.changed',
      outcome: 'success',
      requestId,
      resource: { type: 'key', id: kid },
      reasons: kind === 'rotated' ? ['rotated', 'schedule'] : [kind],
    })
  }
}
