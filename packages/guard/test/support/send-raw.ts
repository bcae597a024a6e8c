import { connect } from 'node:net'

export interface RawRequest {
  readonly method?: string
  readonly target?: string
  readonly host?: string
  /** Written as they are, duplicates and all. */
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
}

export interface RawAnswer {
  readonly status: number
  /** The whole answer but its `Date`. */
  readonly text: string
  readonly body: string
  /** All values of a header. */
  header(name: string): readonly string[]
}

/** Writes one request to a socket, byte for byte, and reads the whole answer. */
export async function sendRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  const {
    method = 'GET',
    target = '/',
    host = 'api.example.com',
    headers = [],
    body = '',
  } = request
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ]
  const received: Buffer[] = []
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => socket.destroy())
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  for await (const chunk of socket) received.push(Buffer.from(chunk))
  return parseAnswer(Buffer.concat(received).toString())
}

function parseAnswer(received: string): RawAnswer {
  const text = received.replace(/^Date: .*\r\n/m, '')
  const end = text.indexOf('\r\n\r\n')
  const [statusLine = '', ...headerLines] = text.slice(0, end).split('\r\n')
  const headers = headerLines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return {
    status: Number(statusLine.split(' ')[1]),
    text,
    body: text.slice(end + 4),
    header: (name) => headers.filter(([key]) => key === name).map(([, value]) => value),
  }
}

/** An `Authorization` header for a token. */
export function bearer(token: string): readonly [string, string] {
  return ['Authorization', `Bearer ${token}`]
}
