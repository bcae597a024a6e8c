/** Header fields of every answer of the operator API, which nobody may keep. */
const everywhere = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const

/** An answer in JSON. */
export function answerJson(status: number, body: unknown): Response {
  const headers = { 'content-type': 'application/json', ...everywhere }
  return new Response(JSON.stringify(body), { status, headers })
}

interface Problem {
  readonly title: string
  readonly code: string
  /** A constant of ours, never an echo. */
  readonly detail?: string
}

/** A refusal, in the form that the guard gives to its own (RFC 9457). */
export function answerProblem(
  status: number,
  { title, ...problem }: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title, status, ...problem }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...everywhere, ...headers },
  })
}

/** A request that says nothing that we understand; `detail` says what to do about it. */
export function answerBadRequest(detail: string): Response {
  return answerProblem(400, { title: 'Bad Request', code: 'invalid_request', detail })
}
