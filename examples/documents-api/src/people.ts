/** Somebody the API knows. */
export interface Person {
  readonly id: string
  readonly name: string
}

const people = new Map<string, Person>([
  ['alice', { id: 'alice', name: 'Alice' }],
  ['bob', { id: 'bob', name: 'Bob' }],
  ['carol', { id: 'carol', name: 'Carol' }],
])

export const findPerson = (id: string): Person | undefined => people.get(id)
