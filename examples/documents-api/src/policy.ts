import type { Decision, DecisionInput, Policy } from '@sallyport/protocol'

/**
 * Who may do what with a document:
 * - reading is allowed to an employee where the document is public, and to its owner;
 * - writing is allowed to its owner, from a highly trusted device;
 * - an administrator may read and write from 09:00 to 17:00, both included;
 * - all else is denied.
 */
export const documentsPolicy: Policy = (input) => {
  if (input.action === 'read' && isEmployee(input) && input.resource.sensitivity === 'public') {
    return allow('employees read public documents')
  }
  if (input.action === 'read' && isOwner(input)) return allow('owners read their documents')
  if (input.action === 'write' && isOwner(input)) {
    return input.environment.deviceTrust === 'high'
      ? allow('owners write from trusted devices')
      : deny('writing needs a highly trusted device')
  }
  const readsOrWrites = input.action === 'read' || input.action === 'write'
  if (readsOrWrites && isAdministrator(input)) {
    return isWithinOfficeHours(input)
      ? allow('administrators within office hours')
      : deny('outside office hours')
  }
  return deny('nothing allows it')
}

/** Who may read whose profile: one's own, or anybody's with scope `admin:users`. */
export const usersPolicy: Policy = (input) => {
  if (input.action !== 'read' || input.user === undefined) return deny('nothing allows it')
  if (input.user.id === input.resource.id) return allow('oneself')
  return input.user.scopes.includes('admin:users') ? allow('admin:users') : deny('somebody else')
}

const isEmployee = ({ user }: DecisionInput) => user?.roles.includes('employee') === true

const isAdministrator = ({ user }: DecisionInput) => user?.roles.includes('admin') === true

/** A document without an owner has none, also for a caller without a user. */
const isOwner = ({ user, resource }: DecisionInput) =>
  user !== undefined && resource.owner !== undefined && resource.owner === user.id

/** `HH:MM` compares as text. */
const isWithinOfficeHours = ({ environment }: DecisionInput) =>
  environment.time >= '09:00' && environment.time <= '17:00'

const allow = (reason: string): Decision => ({ allow: true, reasons: [reason] })
const deny = (reason: string): Decision => ({ allow: false, reasons: [reason] })
