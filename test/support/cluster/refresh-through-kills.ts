import { setTimeout as wait } from 'node:timers/promises'
import { refresh } from './refresh.ts'

/** What many clients saw while processes died under them. */
export interface Storm {
  /** Answers with a new token that arrived. */
  readonly acknowledged: number
  /** Questions whose answer never came; each was asked again with the same token. */
  readonly unanswered: number
  /** What must never be: sentences, empty where all is well. */
  readonly wrongs: readonly string[]
  /** The last token that each client was given. */
  readonly last: readonly string[]
}

/**
 * Each client refreshes its own family again and again, at any node, until so many answers have come to all
 * of them together. An answer that does not come is asked for again with the same token, as clients do.
 */
export async function refreshThroughKills(options: {
  readonly nodes: () => readonly string[]
  /** The first refresh token of each family. */
  readonly tokens: readonly string[]
  readonly refreshes: number
}): Promise<Storm> {
  const { nodes, tokens, refreshes } = options
  let [acknowledged, unanswered, turn] = [0, 0, 0]
  const wrongs: string[] = []

  async function client(first: string, name: number): Promise<string> {
    let current = first
    const successors = new Map<string, string>()
    while (acknowledged < refreshes) {
      const all = nodes()
      const answer = await refresh(all[turn++ % all.length] ?? '', current)
      if (answer.kind === 'unanswered') {
        unanswered += 1
        await wait(20)
      } else if (answer.kind === 'refused') {
        wrongs.push(`client ${name}: its token was lost (${answer.error})`)
        return current
      } else {
        acknowledged += 1
        if ([...successors.values()].includes(answer.refreshToken)) {
          wrongs.push(`client ${name}: a token was given out twice`)
        }
        successors.set(current, answer.refreshToken)
        current = answer.refreshToken
      }
    }
    return current
  }

  const last = await Promise.all(tokens.map(client))
  return { acknowledged, unanswered, wrongs, last }
}
