import type { BuiltinCall } from '../builtin.ts'
import { spendText } from '../text-work.ts'

/** What stands at the start of each line, and once more for each level. */
export interface Indentation {
  readonly prefix: string
  readonly indent: string
}

const string = /"(?:[^"\\]|\\.)*"/y
const plain = /[^"{}[\],:]*/y

/** Lays compact JSON out in lines, as Go does: the first line has no prefix. */
export function indentJson(
  call: BuiltinCall,
  json: string,
  { prefix, indent }: Indentation,
): string {
  let length = json.length
  layOut(json, (piece, depth) => {
    length += piece.length
    if (depth >= 0) length += 1 + prefix.length + depth * indent.length
  })
  spendText(call, length)
  const pieces: string[] = []
  layOut(json, (piece, depth) => {
    if (depth >= 0) pieces.push('\n', prefix, indent.repeat(depth))
    pieces.push(piece)
  })
  return pieces.join('')
}

/** Gives each piece in turn, with the depth of the line that it begins, or -1. */
function layOut(json: string, give: (piece: string, depth: number) => void): void {
  let depth = 0
  let atLineStart = false
  const put = (piece: string) => {
    give(piece, atLineStart ? depth : -1)
    atLineStart = false
  }
  for (let at = 0; at < json.length; ) {
    const character = json.charAt(at)
    if (character === '{' || character === '[') {
      put(character)
      depth++
      atLineStart = true
    } else if (character === '}' || character === ']') {
      depth--
      // An empty one stays on its line.
      atLineStart = !atLineStart
      put(character)
    } else if (character === ',') {
      put(character)
      atLineStart = true
    } else if (character === ':') put(': ')
    else {
      const pattern = character === '"' ? string : plain
      pattern.lastIndex = at
      pattern.test(json)
      put(json.slice(at, pattern.lastIndex))
      at = pattern.lastIndex
      continue
    }
    at++
  }
}
