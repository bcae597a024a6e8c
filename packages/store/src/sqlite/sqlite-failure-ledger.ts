import {
  delayAfter,
  type FailureAttempt,
  type FailureLedger,
  type FailureRule,
  type FailureVerdict,
} from '../ledgers/failure-ledger.ts'
import { readInteger } from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'

/** Counted failures in SQLite. */
export function createSqliteFailureLedger(connection: SqliteConnection): FailureLedger {
  const find = connection.prepare('select * from failures where key = ?')
  const save = connection.prepare(
    `insert into failures (key, count, last_at, max_failures, forget_after_seconds)
     values (:key, :count, :now, :maxFailures, :forgetAfterSeconds)
     on conflict (key) do update set count = excluded.count, last_at = max(last_at, excluded.last_at),
       max_failures = excluded.max_failures, forget_after_seconds = excluded.forget_after_seconds`,
  )
  const clear = connection.prepare('delete from failures where key = ?')
  const takeBack = connection.prepare(
    'update failures set count = count - 1 where key = ? and count > 0',
  )
  const forgetNone = connection.prepare('delete from failures where key = ? and count = 0')
  // Invariant: what only an operator may lift never lapses with time.
  const prune = connection.prepare(
    `delete from failures where last_at <= :now - forget_after_seconds
       and (max_failures is null or count < max_failures)`,
  )
  const load = (key: string) => {
    const row = find.get(key)
    return row === undefined
      ? undefined
      : { count: readInteger(row, 'count'), lastAt: readInteger(row, 'last_at') }
  }
  const judge = ({ key, now, forgetAfterSeconds, rule }: FailureAttempt): FailureVerdict => {
    const past = load(key)
    const lapsed =
      past === undefined || (now - past.lastAt >= forgetAfterSeconds && !isFinal(past.count, rule))
    const count = lapsed ? 0 : past.count
    const delaySeconds = delayAfter(count, rule)
    if (past !== undefined && delaySeconds > 0) {
      const retryAfterSeconds = past.lastAt + delaySeconds - now
      if (retryAfterSeconds > 0) return { allowed: false, count, retryAfterSeconds }
    }
    return { allowed: true, count }
  }
  return {
    check: (attempt) => connection.read(() => judge(attempt)),
    begin: (attempt) =>
      connection.write(() => {
        const verdict = judge(attempt)
        if (!verdict.allowed) return verdict
        const { key, now, rule, forgetAfterSeconds } = attempt
        const count = verdict.count + 1
        save.run({ key, count, now, maxFailures: rule.maxFailures ?? null, forgetAfterSeconds })
        return { allowed: true, count }
      }),
    clear: (key) =>
      connection.write(() => {
        clear.run(key)
      }),
    forgive: (key) =>
      connection.write(() => {
        takeBack.run(key)
        forgetNone.run(key)
      }),
    prune: (now) =>
      connection.write(() => {
        prune.run({ now })
      }),
  }
}

function isFinal(count: number, rule: FailureRule): boolean {
  return rule.maxFailures !== undefined && count >= rule.maxFailures
}
