import { DatabaseSync } from 'node:sqlite'

/** Lets no revocation into the feed of a SQLite file until the function that is answered is called. */
export function breakRevocations(file: string): () => void {
  execute(
    file,
    `create trigger broken before insert on revocations
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
