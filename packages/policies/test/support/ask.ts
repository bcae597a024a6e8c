import type { DecisionInput } from '@sallyport/protocol'

/** Somebody reads a document at noon. */
export function ask(id: string, action = 'read'): DecisionInput {
  return {
    user: { id, roles: [], scopes: [] },
    client: { id: 'app' },
    resource: { type: 'document', id: 'plans' },
    action,
    environment: { time: '12:00', timestamp: 0, weekday: 'monday' },
  }
}
