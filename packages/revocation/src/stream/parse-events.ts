/** One server-sent event. */
export interface ServerSentEvent {
  /** `message` where the sender names none. */
  readonly name: string
  readonly data: string
  /** As the event itself says it; the standard's "last event id" is the newest of these. */
  readonly id?: string
}

/** Parses the bytes of one stream, in whatever pieces they come. */
export interface EventParser {
  /** The events that end in these bytes. Throws where they are not UTF-8, or something is too long. */
  take(bytes: Uint8Array): readonly ServerSentEvent[]
}

/** The longest line, and the longest data of one event, in UTF-16 units. */
const longest = 4 * 1024 * 1024

/**
 * Makes a parser of server-sent events. An event that the stream does not end with an empty line is none. Time to
 * reconnect (`retry`) is the reader's own affair and ignored.
 * @see WHATWG HTML §9.2.6
 */
export function createEventParser(): EventParser {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  /** Pieces of the line that has not ended. */
  let pieces: string[] = []
  let pieceLength = 0
  /** The line before ended with a carriage return: a line feed after it is part of that end. */
  let skipLineFeed = false
  let name = ''
  let id: string | undefined
  let data: string[] = []
  let dataLength = 0

  function endLine(line: string, events: ServerSentEvent[]): void {
    if (line === '') {
      if (data.length > 0) {
        const known = { name: name === '' ? 'message' : name, data: data.join('\n') }
        events.push(id === undefined ? known : { ...known, id })
      }
      name = ''
      id = undefined
      data = []
      dataLength = 0
      return
    }
    const colon = line.indexOf(':')
    if (colon === 0) return
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1))
    if (field === 'event') name = value
    else if (field === 'id' && !value.includes('\0')) id = value
    else if (field === 'data') {
      dataLength += value.length + 1
      if (dataLength > longest) throw new Error('an event of the stream is too long')
      data.push(value)
    }
  }

  return {
    take: (bytes) => {
      const text = decoder.decode(bytes, { stream: true })
      const events: ServerSentEvent[] = []
      let start = skipLineFeed && text.startsWith('\n') ? 1 : 0
      if (text !== '') skipLineFeed = false
      for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) {
        if (index < start) continue
        pieces.push(text.slice(start, index))
        const line = pieces.join('')
        pieces = []
        pieceLength = 0
        if (line.length > longest) throw new Error('a line of the stream is too long')
        endLine(line, events)
        start = index + end.length
        skipLineFeed = end === '\r' && start === text.length
      }
      const rest = text.slice(start)
      if (rest !== '') pieces.push(rest)
      pieceLength += rest.length
      if (pieceLength > longest) throw new Error('a line of the stream is too long')
      return events
    },
  }
}
