import { refresh } from './refresh.ts'

/** One token presented many times at once, at all nodes in turn. */
export interface Race {
  /** The refresh tokens that were answered, each once. */
  readonly successors: ReadonlySet<string>
  /** Answers that were no token. */
  readonly others: readonly string[]
}

export async function raceRefreshes(
  nodes: readonly string[],
  token: string,
  times: number,
): Promise<Race> {
  const answers = await Promise.all(
    Array.from({ length: times }, (_, i) => refresh(nodes[i % nodes.length] ?? '', token)),
  )
  const successors = new Set<string>()
  const others: string[] = []
  for (const answer of answers) {
    if (answer.kind === 'refreshed') successors.add(answer.refreshToken)
    else others.push(answer.kind)
  }
  return { successors, others }
}
