import type { Exchange } from './exchange.ts'

export type Handler = (exchange: Exchange) => Response | Promise<Response>

/** A path and what it answers, by method; HEAD is GET without the body. */
export type Endpoints = readonly (readonly [
  path: string,
  byMethod: Readonly<Record<string, Handler>>,
])[]
