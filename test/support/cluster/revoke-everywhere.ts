import { setTimeout as wait } from 'node:timers/promises'

/** Whether a guard lets an access token through: its status. */
export async function statusAt(guard: string, accessToken: string): Promise<number> {
  const response = await fetch(guard, { headers: { authorization: `Bearer ${accessToken}` } })
  await response.arrayBuffer()
  return response.status
}

/**
 * Revokes an access token at a node, and asks each guard without a pause until it refuses: the milliseconds
 * from the answer of /revoke on, the longest of all guards. Rejects after five seconds.
 */
export async function revokeEverywhere(
  node: string,
  guards: readonly string[],
  accessToken: string,
): Promise<number> {
  const body = new URLSearchParams({ token: accessToken, client_id: 'public' })
  const response = await fetch(`${node}/revoke`, { method: 'POST', body })
  if (response.status !== 200) throw new Error(`/revoke answered ${response.status}`)
  const answeredAt = performance.now()
  const lags = guards.map(async (guard) => {
    while ((await statusAt(guard, accessToken)) !== 401) {
      if (performance.now() - answeredAt > 5000) throw new Error('a guard has not heard of it')
      await wait(1)
    }
    return performance.now() - answeredAt
  })
  return Math.max(...(await Promise.all(lags)))
}
