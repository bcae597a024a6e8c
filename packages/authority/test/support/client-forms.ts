import { type Bench, issuer, secretOf } from './open-authority.ts'
import { basic } from './person.ts'

/** Posts a form as a client does; `conf` with its secret unless other headers are given. */
export async function postForm(
  bench: Bench,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = basic('conf', secretOf('conf')),
) {
  const request = new Request(`${issuer}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields),
  })
  const response = await bench.authority.fetch(request, { peer: { address: '203.0.113.7' } })
  return { status: response.status, text: await response.text(), headers: response.headers }
}
