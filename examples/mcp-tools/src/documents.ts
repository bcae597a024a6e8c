/** A document, and what a policy may know of it. */
export interface Document {
  readonly facts: { readonly owner: string; readonly sensitivity: 'public' | 'internal' }
  readonly text: string
}

/** Three documents, in memory. */
export function createDocuments(): Map<string, Document> {
  return new Map<string, Document>([
    ['handbook', { facts: { owner: 'bob', sensitivity: 'public' }, text: 'Two doors.' }],
    ['plans', { facts: { owner: 'bob', sensitivity: 'internal' }, text: 'A third door.' }],
    ['notes', { facts: { owner: 'alice', sensitivity: 'internal' }, text: 'Ask about the third.' }],
  ])
}
