import { DatabaseSync } from 'node:sqlite'

/** Lets nothing into a table of a SQLite file until the function that is answered is called. */
export function breakTable(file: string, table: 'revocations' | 'audit_events'): () => void {
  execute(
    file,
    `create trigger broken before insert on ${table}
     begin select raise(abort, 'broken for the test'); end`,
  )
  return () => execute(file, 'drop trigger broken')
}

function execute(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}
