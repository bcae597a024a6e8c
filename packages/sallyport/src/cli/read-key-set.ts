import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type JsonObject, parseStrictJsonObject } from '@sallyport/protocol'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'

/** Reads a file with a JWK Set, relative to where the command was typed; its keys are judged elsewhere. */
export async function readKeySet({ folder }: CommandWorld, file: string): Promise<JsonObject> {
  let text: string
  try {
    text = await readFile(resolve(folder, file), 'utf8')
  } catch {
    throw new CommandRefused(2, `\`--jwks\` names \`${file}\`, which cannot be read`)
  }
  const set = parse(text)
  if (set === undefined) {
    throw new CommandRefused(2, `\`${file}\` must hold a JWK Set: \`{"keys": […]}\``)
  }
  return set
}

function parse(text: string): JsonObject | undefined {
  try {
    return parseStrictJsonObject(text)
  } catch {
    return undefined
  }
}
