import type { DatabaseSync } from 'node:sqlite'

/** `SALY`: says that a file is ours (SQLite `application_id`). */
const applicationId = 0x53_41_4c_59

/**
 * Brings the file to the newest schema. `user_version` counts the migrations that ran. Of several
 * processes that open one new file at once, one migrates and the others wait. Throws where the file
 * is of a newer version or belongs to another program.
 */
export function migrate(database: DatabaseSync, path: string): void {
  database.exec('begin immediate')
  try {
    const version = readPragma(database, 'user_version')
    checkOrigin(database, version, path)
    for (const migration of migrations.slice(version)) database.exec(migration)
    if (version < migrations.length) {
      database.exec(`pragma application_id = ${applicationId}`)
      database.exec(`pragma user_version = ${migrations.length}`)
    }
    database.exec('commit')
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

function checkOrigin(database: DatabaseSync, version: number, path: string): void {
  const owner = readPragma(database, 'application_id')
  const isEmpty = database.prepare('select 1 from sqlite_schema limit 1').get() === undefined
  if (owner !== applicationId && !(isEmpty && owner === 0 && version === 0)) {
    throw new Error(`\`${path}\` is a database of another program; name a file of its own`)
  }
  if (version > migrations.length) {
    throw new Error(
      `\`${path}\` was written by a newer sallyport (schema ${version}, this one knows ` +
        `${migrations.length}); run the newer version, or name another file`,
    )
  }
}

function readPragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  const value = database.prepare(`pragma ${name}`).get()?.[name]
  if (typeof value !== 'number') throw new Error(`sqlite answers no \`${name}\``)
  return value
}

/** In order; one that has been released never changes. Lists are JSON arrays of text. */
export const migrations: readonly string[] = [
  `
  create table users (
    sub text not null primary key,
    username text not null unique,
    password_hash text,
    roles text not null,
    department text,
    scopes text not null,
    status text not null,
    created_at integer not null,
    updated_at integer not null
  ) strict;

  create table clients (
    client_id text not null primary key,
    client_name text,
    redirect_uris text not null,
    grant_types text not null,
    token_endpoint_auth_method text not null,
    scope text not null,
    secret_digest text,
    status text not null,
    created_at integer not null,
    updated_at integer not null
  ) strict;

  create table signing_keys (
    sequence integer primary key autoincrement,
    kid text not null unique,
    alg text not null,
    public_jwk text not null,
    sealed_private_key text not null,
    status text not null,
    created_at integer not null,
    retired_at integer
  ) strict;
  create unique index signing_keys_one_signs on signing_keys (alg) where status = 'signing';

  create table codes (
    grant_id text not null primary key,
    client_id text not null,
    subject text not null,
    session_id text not null,
    auth_time integer not null,
    acr text,
    amr text not null,
    scope text not null,
    resources text not null,
    code_digest text not null,
    redirect_uri text not null,
    code_challenge text not null,
    expires_at integer not null,
    bad_tries integer not null default 0,
    is_dead integer not null,
    redeemed_at integer,
    keep_until integer not null
  ) strict;
  create index codes_by_client on codes (client_id) where redeemed_at is null;
  create index codes_by_subject on codes (subject) where redeemed_at is null;
  create index codes_by_session on codes (session_id) where redeemed_at is null;
  create index codes_by_keep_until on codes (keep_until);

  create table grants (
    grant_id text not null primary key,
    client_id text not null,
    subject text not null,
    session_id text not null,
    auth_time integer not null,
    acr text,
    amr text not null,
    scope text not null,
    resources text not null,
    status text not null,
    ended_because text,
    created_at integer not null,
    keep_until integer not null,
    current_digest text,
    binding text,
    generation integer,
    previous_digest text,
    rotated_at integer,
    sealed_successor text,
    last_used_at integer,
    absolute_expires_at integer
  ) strict;
  create index grants_by_client on grants (client_id) where status = 'live';
  create index grants_by_subject on grants (subject) where status = 'live';
  create index grants_by_session on grants (session_id) where status = 'live';
  create index grants_by_keep_until on grants (keep_until);

  create table sessions (
    digest text not null primary key,
    session_id text not null,
    subject text not null,
    auth_time integer not null,
    amr text not null,
    last_seen_at integer not null,
    expires_at integer not null
  ) strict;
  create index sessions_by_session on sessions (session_id);
  create index sessions_by_subject on sessions (subject);

  create table interactions (
    id text not null primary key,
    browser_digest text not null,
    request text not null,
    expires_at integer not null
  ) strict;
  create index interactions_by_expires_at on interactions (expires_at);

  create table failures (
    key text not null primary key,
    count integer not null,
    last_at integer not null,
    max_failures integer
  ) strict;

  create table revocations (
    position integer primary key autoincrement,
    kind text not null,
    target_id text,
    revoked_at integer not null,
    expires_at integer not null
  ) strict;
  create index revocations_by_target on revocations (kind, target_id);
  create index revocations_by_expires_at on revocations (expires_at);

  create table audit_events (
    position integer primary key autoincrement,
    id text not null unique,
    type text not null,
    request_id text not null,
    event text not null
  ) strict;
  create index audit_events_by_request on audit_events (request_id);
  create trigger audit_events_are_not_changed before update on audit_events
    begin select raise(abort, 'the audit log is append only'); end;
  create trigger audit_events_are_not_removed before delete on audit_events
    begin select raise(abort, 'the audit log is append only'); end;
  `,
  `
  create table registered_clients (
    client_id text not null primary key,
    origin text not null,
    metadata text not null,
    secrets text not null,
    registration text,
    status text not null,
    created_at integer not null,
    updated_at integer not null
  ) strict;
  insert into registered_clients
    select client_id, 'operator',
      json_patch(
        json_object('client_id', client_id, 'redirect_uris', json(redirect_uris),
          'grant_types', json(grant_types),
          'token_endpoint_auth_method', token_endpoint_auth_method, 'scope', scope),
        case when client_name is null then '{}' else json_object('client_name', client_name) end),
      case when secret_digest is null then '[]'
        else json_array(json_object('digest', secret_digest, 'createdAt', created_at)) end,
      null, status, created_at, updated_at
    from clients;
  drop table clients;
  alter table registered_clients rename to clients;

  alter table failures add column forget_after_seconds integer not null default 2592000;

  alter table users add column name text;
  alter table users add column email text;

  alter table codes add column nonce text;

  alter table sessions add column acr text;
  alter table sessions add column clients text not null default '[]';

  alter table interactions rename column request to purpose;
  alter table interactions add column signed_in text;
  delete from interactions;

  create table consents (
    subject text not null,
    client_id text not null,
    resource text not null,
    scope text not null,
    client_digest text not null,
    granted_at integer not null,
    primary key (subject, client_id, resource)
  ) strict, without rowid;

  create table pushed_requests (
    digest text not null primary key,
    client_id text not null,
    request text not null,
    expires_at integer not null
  ) strict;
  create index pushed_requests_by_expires_at on pushed_requests (expires_at);

  create table one_times (
    key text not null primary key,
    expires_at integer not null
  ) strict, without rowid;
  create index one_times_by_expires_at on one_times (expires_at);

  create table devices (
    device_code_digest text not null primary key,
    user_code_digest text not null unique,
    grant_id text not null,
    client_id text not null,
    scope text not null,
    resources text not null,
    expires_at integer not null,
    interval_seconds integer not null,
    last_polled_at integer,
    status text not null,
    approval text,
    subject text generated always as (approval ->> '$.subject'),
    session_id text generated always as (approval ->> '$.sessionId')
  ) strict;
  create index devices_by_grant on devices (grant_id);
  create index devices_by_client on devices (client_id);
  create index devices_by_subject on devices (subject) where status = 'approved';
  create index devices_by_session on devices (session_id) where status = 'approved';
  create index devices_by_expires_at on devices (expires_at);
  `,
  `
  create table client_origins (
    origin text not null,
    client_id text not null,
    primary key (origin, client_id)
  ) strict, without rowid;
  create index client_origins_by_client on client_origins (client_id);
  insert or ignore into client_origins
    select case
        when scheme = 'https' and host like '%:443' then scheme || '://' || substr(host, 1, length(host) - 4)
        when scheme = 'http' and host like '%:80' then scheme || '://' || substr(host, 1, length(host) - 3)
        else scheme || '://' || host
      end, client_id
    from (
      select client_id, scheme,
        lower(substr(rest, 1, min(instr(rest || '/', '/'), instr(rest || '?', '?')) - 1)) as host
      from (
        select client_id, lower(substr(value, 1, instr(value, '://') - 1)) as scheme,
          substr(value, instr(value, '://') + 3) as rest
        from clients, json_each(clients.metadata, '$.redirect_uris')
        where metadata ->> '$.token_endpoint_auth_method' = 'none'
      )
      where scheme in ('http', 'https')
    );

  create index clients_by_registration_expiry on clients (registration ->> '$.expiresAt')
    where registration is not null;
  `,
  `
  alter table grants add column device text;

  alter table users add column blocked_until integer;

  alter table signing_keys add column signs_from integer not null default 0;
  update signing_keys set signs_from = created_at;
  create unique index signing_keys_one_is_next on signing_keys (alg) where status = 'next';
  `,
]
