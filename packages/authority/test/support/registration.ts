import { type Bench, issuer } from './open-authority.ts'

/** Metadata that registers, once. */
export const metadata = { redirect_uris: ['https://new.example/cb'] }

interface RegistrationAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly response: Response
}

interface Init {
  readonly headers?: Record<string, string>
  readonly address?: string
  /** Instead of the JSON. */
  readonly text?: string
}

/** POST /register with `metadata`, changed. */
export function registerClient(bench: Bench, changes: object = {}, init: Init = {}) {
  return send(bench, 'POST', '/register', { ...metadata, ...changes }, init)
}

/** GET, PUT or DELETE at a client's own endpoint. */
export function manageClient(
  bench: Bench,
  method: 'GET' | 'PUT' | 'DELETE',
  clientId: unknown,
  token: unknown,
  json?: object,
) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return send(bench, method, `/register/${clientId}`, json, { headers })
}

async function send(
  bench: Bench,
  method: string,
  path: string,
  json: object | undefined,
  { headers = {}, address = '203.0.113.7', text }: Init,
): Promise<RegistrationAnswer> {
  const body = json === undefined ? {} : { body: text ?? JSON.stringify(json) }
  const request = new Request(`${issuer}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...body,
  })
  const response = await bench.authority.fetch(request, { peer: { address } })
  const answer = await response.clone().text()
  return { status: response.status, body: answer === '' ? {} : JSON.parse(answer), response }
}
