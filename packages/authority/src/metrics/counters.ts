/** Counters of one name, told apart by labels. */
interface Counters {
  /** Labels always in the same order. */
  add(labels: Readonly<Record<string, string>>): void
  /** Lines of Prometheus' text format, the help first. */
  render(): readonly string[]
}

/** Makes counters; `help` is one line of plain words. */
export function createCounters(name: string, help: string): Counters {
  const counts = new Map<string, number>()
  return {
    add: (labels) => {
      const key = Object.entries(labels)
        .map(([label, value]) => `${label}="${value}"`)
        .join(',')
      counts.set(key, (counts.get(key) ?? 0) + 1)
    },
    render: () => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} counter`,
      ...[...counts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, count]) => (key === '' ? `${name} ${count}` : `${name}{${key}} ${count}`)),
    ],
  }
}
