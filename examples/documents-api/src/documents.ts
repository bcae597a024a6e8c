/** A document as the API's own data knows it. Owner and sensitivity never come from a request. */
export interface Document {
  readonly id: string
  readonly owner: string
  readonly sensitivity: 'public' | 'internal'
  readonly title: string
  readonly text: string
}

/** The documents of the example, kept in memory. */
export function createDocuments() {
  const documents = new Map<string, Document>([
    [
      'handbook',
      {
        id: 'handbook',
        owner: 'bob',
        sensitivity: 'public',
        title: 'The handbook',
        text: 'Be kind. Lock the door behind you.',
      },
    ],
    [
      'plans',
      {
        id: 'plans',
        owner: 'bob',
        sensitivity: 'internal',
        title: 'Plans for spring',
        text: 'A second door.',
      },
    ],
    [
      'notes',
      {
        id: 'notes',
        owner: 'alice',
        sensitivity: 'internal',
        title: "Alice's notes",
        text: 'Ask bob about the second door.',
      },
    ],
  ])
  return {
    find: (id: string) => documents.get(id),
    /** Changes what a writer may change. */
    write: (id: string, change: { readonly title?: string; readonly text?: string }) => {
      const before = documents.get(id)
      if (before !== undefined) documents.set(id, { ...before, ...change })
      return documents.get(id)
    },
  }
}
