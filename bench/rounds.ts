/** One figure of a benchmark. */
export interface Figure {
  readonly name: string
  /** What was measured: ours, or a peer. */
  readonly subject: string
  readonly value: number
  readonly unit: string
}

/** Something to be timed: runs what is measured `times` times, gives something that depends on it. */
export interface Subject {
  readonly subject: string
  readonly run: (times: number) => unknown
}

/** About so long a subject runs in a round, in milliseconds. */
const roundMs = 30

/**
 * Times subjects beside each other: in each round every one runs for about as long as the others, in
 * turn, so that a slow moment of the machine meets them all. Gives the median nanoseconds for one run.
 */
export function timeBeside(name: string, subjects: readonly Subject[], rounds = 15): Figure[] {
  const counted = subjects.map((subject) => ({ ...subject, times: timesFor(subject) }))
  const samples = counted.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    counted.forEach(({ run, times }, i) => {
      const started = performance.now()
      run(times)
      samples[i]?.push(((performance.now() - started) / times) * 1e6)
    })
  }
  return counted.map(({ subject }, i) => ({
    name,
    subject,
    value: median(samples[i] ?? []),
    unit: 'ns',
  }))
}

/** Warm by then: doubles until a round is long enough. */
function timesFor({ run }: Subject): number {
  // The first time makes what later ones use.
  run(100)
  for (let times = 1; ; times *= 2) {
    const started = performance.now()
    run(times)
    const took = performance.now() - started
    if (took > roundMs / 2) return Math.max(1, Math.round((times * roundMs) / took))
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** How many times slower than ours each peer is, from figures of the same rounds. */
export function ratios(figures: readonly Figure[], ours: string): Figure[] {
  const own = figures.find(({ subject }) => subject === ours)
  if (own === undefined) return []
  return figures
    .filter(({ subject }) => subject !== ours)
    .map(({ name, subject, value }) => ({
      name: `${name}: ratio`,
      subject: `${subject} / ${ours}`,
      value: value / own.value,
      unit: 'times',
    }))
}
