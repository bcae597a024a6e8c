import { indentJson } from '../builtins/encoding/indent-json.ts'

/** Compact JSON in lines, two blanks a level, as Go and `JSON.stringify` lay it out. */
export function indentedJson(json: string): string {
  return indentJson(unlimited, json, { prefix: '', indent: '  ' })
}

/** No query is under way. */
const unlimited = {
  now: () => 0n,
  randomBytes: () => new Uint8Array(),
  queryMemo: new Map(),
  spend: () => {},
}
