import type { UserLedger, UserRecord } from '../ledgers/user-ledger.ts'
import type { Row } from '../rows/row.ts'
import { userFrom } from '../rows/user-row.ts'
import type { SqliteConnection } from './connection.ts'
import type { EndTokens } from './end-tokens.ts'

/** Users in SQLite. */
export function createSqliteUserLedger(
  connection: SqliteConnection,
  endTokens: EndTokens,
): UserLedger {
  const taken = connection.prepare(
    `select 1 from users where username = :username and sub <> :sub
     union all select 1 from clients where client_id = :sub`,
  )
  const save = connection.prepare(
    `insert into users (sub, username, name, email, password_hash, roles, department, scopes,
       status, created_at, updated_at)
     values (:sub, :username, :name, :email, :passwordHash, :roles, :department, :scopes,
       :status, :createdAt, :updatedAt)
     on conflict (sub) do update set username = excluded.username, name = excluded.name,
       email = excluded.email, password_hash = excluded.password_hash, roles = excluded.roles,
       department = excluded.department, scopes = excluded.scopes, status = excluded.status,
       created_at = excluded.created_at, updated_at = excluded.updated_at`,
  )
  const bySub = connection.prepare('select * from users where sub = ?')
  const byUsername = connection.prepare('select * from users where username = ?')
  const all = connection.prepare('select * from users order by username')
  const changePassword = connection.prepare(
    `update users set password_hash = :to, updated_at = :now
     where sub = :sub and password_hash = :from and status = 'active'`,
  )

  const unblock = connection.prepare(
    'update users set blocked_until = null where sub = :sub and blocked_until > :now',
  )

  function keep(user: UserRecord): 'saved' | 'conflict' {
    if (taken.get({ sub: user.sub, username: user.username }) !== undefined) return 'conflict'
    save.run({
      sub: user.sub,
      username: user.username,
      name: user.name ?? null,
      email: user.email ?? null,
      passwordHash: user.passwordHash ?? null,
      roles: JSON.stringify(user.roles),
      department: user.department ?? null,
      scopes: JSON.stringify(user.scopes),
      status: user.status,
      createdAt: user.createdAt,
      updatedAt: user.updatedAt,
    })
    return 'saved'
  }

  return {
    save: (user) => connection.write(() => keep(user)),
    saveAndRevoke: (user, now) =>
      connection.write(() => {
        const kept = keep(user)
        if (kept === 'saved') endTokens({ kind: 'subject', id: user.sub }, now)
        return kept
      }),
    changePassword: ({ sub, from, to, now }) =>
      connection.write(() => {
        if (changePassword.run({ sub, from, to, now }).changes !== 1) return false
        endTokens({ kind: 'subject', id: sub }, now)
        return true
      }),
    unblock: (sub, now) => connection.write(() => unblock.run({ sub, now }).changes === 1),
    findBySub: (sub) => connection.read(() => parseUser(bySub.get(sub))),
    findByUsername: (username) => connection.read(() => parseUser(byUsername.get(username))),
    list: () => connection.read(() => Object.freeze(all.all().map(userFrom))),
  }
}

function parseUser(row: Row | undefined): UserRecord | undefined {
  return row === undefined ? undefined : userFrom(row)
}
