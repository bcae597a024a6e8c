import { request } from 'node:http'

export interface Call {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The address to call from; default 127.0.0.1. */
  readonly from?: string
}

export interface Answer {
  readonly status: number
  /** Less the date and what is left of the quota, which differ between any two answers. */
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** One HTTP request on a connection of its own, from a chosen address of loopback. */
export function callApi(url: string, token: string | undefined, call: Call = {}): Promise<Answer> {
  const { method = 'GET', body, from = '127.0.0.1' } = call
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...call.headers,
  }
  return new Promise((resolve, reject) => {
    const options = { method, headers, localAddress: from, agent: false }
    const sent = request(url, options, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => {
        const differs = /^(date|ratelimit.*)$/
        const same = Object.entries(response.headers).filter(([name]) => !differs.test(name))
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(same), text })
      })
    })
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
