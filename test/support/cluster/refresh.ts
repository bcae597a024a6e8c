/** What a client is told when it refreshes; `unanswered`: a connection that broke, or (`status`) a 5xx. */
export type Refreshed =
  | { readonly kind: 'refreshed'; readonly refreshToken: string; readonly accessToken: string }
  | { readonly kind: 'refused'; readonly status: number; readonly error: string }
  | { readonly kind: 'unanswered'; readonly status?: number }

/** Presents a refresh token of client `public` to one node. Never rejects. */
export async function refresh(node: string, token: string): Promise<Refreshed> {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: 'public',
  })
  try {
    const signal = AbortSignal.timeout(5000)
    const response = await fetch(`${node}/token`, { method: 'POST', body, signal })
    const answer = (await response.json()) as Record<string, unknown>
    if (response.status >= 500) return { kind: 'unanswered', status: response.status }
    if (!response.ok) {
      return { kind: 'refused', status: response.status, error: String(answer.error) }
    }
    return {
      kind: 'refreshed',
      refreshToken: String(answer.refresh_token),
      accessToken: String(answer.access_token),
    }
  } catch {
    return { kind: 'unanswered' }
  }
}
