import { Agent, request } from 'node:http'
import type { RefreshingServer } from './refreshing-server.ts'

/** Milliseconds from question to answer, one a refresh, and how long all of them took together. */
export interface RefreshTimes {
  readonly latencies: readonly number[]
  readonly tookMs: number
}

/** The clients of one server: each has a family and presents what it was given last. */
export interface RefreshingClients {
  readonly subject: string
  /** Every client refreshes so often, one after the other; all clients at once. */
  refresh(times: number): Promise<RefreshTimes>
  stop(): void
}

/** Clients of the server over kept-alive connections, one a client. */
export function refreshingClients(server: RefreshingServer): RefreshingClients {
  const agent = new Agent({ keepAlive: true, maxSockets: server.tokens.length })
  const current = [...server.tokens]
  const refreshOne = async (client: number, latencies: number[]) => {
    const asked = performance.now()
    const answer = await post(`${server.url}/token`, agent, {
      grant_type: 'refresh_token',
      client_id: server.clientId,
      refresh_token: current[client] ?? '',
    })
    latencies.push(performance.now() - asked)
    const { refresh_token: next } = JSON.parse(answer) as { refresh_token?: string }
    if (next === undefined || next === current[client]) {
      throw new Error(`${server.subject} did not rotate: ${answer}`)
    }
    current[client] = next
  }
  return {
    subject: server.subject,
    refresh: async (times) => {
      const latencies: number[] = []
      const started = performance.now()
      const clients = current.map(async (_, client) => {
        for (let done = 0; done < times; done++) await refreshOne(client, latencies)
      })
      await Promise.all(clients)
      return { latencies, tookMs: performance.now() - started }
    },
    stop: () => agent.destroy(),
  }
}

function post(url: string, agent: Agent, form: Record<string, string>): Promise<string> {
  const body = new URLSearchParams(form).toString()
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    }
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve(text))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
