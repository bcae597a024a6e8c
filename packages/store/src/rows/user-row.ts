import type { UserRecord } from '../ledgers/user-ledger.ts'
import {
  type Row,
  readInteger,
  readIntegerOrNull,
  readText,
  readTextList,
  readTextOrNull,
  readWord,
} from './row.ts'

/** The record of a row of `users`, whichever database answers it. */
export function userFrom(row: Row): UserRecord {
  const passwordHash = readTextOrNull(row, 'password_hash')
  const department = readTextOrNull(row, 'department')
  const name = readTextOrNull(row, 'name')
  const email = readTextOrNull(row, 'email')
  const blockedUntil = readIntegerOrNull(row, 'blocked_until')
  return Object.freeze({
    sub: readText(row, 'sub'),
    username: readText(row, 'username'),
    ...(name === null ? {} : { name }),
    ...(email === null ? {} : { email }),
    ...(passwordHash === null ? {} : { passwordHash }),
    roles: readTextList(row, 'roles'),
    ...(department === null ? {} : { department }),
    scopes: readTextList(row, 'scopes'),
    status: readWord(row, 'status', ['active', 'disabled']),
    ...(blockedUntil === null ? {} : { blockedUntil }),
    createdAt: readInteger(row, 'created_at'),
    updatedAt: readInteger(row, 'updated_at'),
  })
}
