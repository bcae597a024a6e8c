import type { OperatorSettings } from '../configuration.ts'
import { readIdentifier } from '../read/read-identifier.ts'
import { type Reader, readList, readObject, readText } from '../read/read-value.ts'

const defaultRoles = ['admin']

/** Reads who may use the operator API: somebody. */
export const readOperator: Reader<OperatorSettings> = (place, value) => {
  const fields = readObject(place, value, ['roles', 'clients'])
  const roles = fields?.withDefault('roles', defaultRoles, readList(readText))
  const clients = fields?.withDefault('clients', [], readList(readIdentifier))
  if (roles === undefined || clients === undefined) return undefined
  return roles.length === 0 && clients.length === 0
    ? place.refuse('lets nobody in: name a role or a client, or leave the key out')
    : { roles, clients }
}
