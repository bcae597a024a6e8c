/**
 * In order; one that has been released never changes. Names are those of the schema that the search path
 * begins with. Text that is put in order is compared byte by byte (`collate "C"`), whatever the language
 * of the database.
 */
export const migrations: readonly string[] = [
  `
  create table users (
    sub text collate "C" not null primary key,
    username text collate "C" not null,
    name text,
    email text,
    password_hash text,
    roles text not null,
    department text,
    scopes text not null,
    status text not null,
    blocked_until bigint,
    unblocked_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    constraint users_username_is_unique unique (username)
  );

  create table clients (
    client_id text collate "C" not null primary key,
    origin text not null,
    metadata text not null,
    secrets text not null,
    registration_digest text,
    registration_expires_at bigint,
    status text not null,
    created_at bigint not null,
    updated_at bigint not null
  );
  create index clients_by_registration_expiry on clients (registration_expires_at)
    where registration_expires_at is not null;

  create table client_origins (
    origin text collate "C" not null,
    client_id text collate "C" not null references clients on delete cascade,
    primary key (origin, client_id)
  );
  create index client_origins_by_client on client_origins (client_id);

  create table consents (
    subject text collate "C" not null,
    client_id text collate "C" not null,
    resource text collate "C" not null,
    scope text not null,
    client_digest text not null,
    granted_at bigint not null,
    primary key (subject, client_id, resource)
  );

  create table signing_keys (
    sequence bigint generated always as identity primary key,
    kid text collate "C" not null,
    alg text not null,
    public_jwk text not null,
    sealed_private_key text not null,
    status text not null,
    created_at bigint not null,
    signs_from bigint not null,
    retired_at bigint,
    constraint signing_keys_kid_is_unique unique (kid)
  );
  create unique index signing_keys_one_signs on signing_keys (alg) where status = 'signing';
  create unique index signing_keys_one_is_next on signing_keys (alg) where status = 'next';

  create table audit_events (
    position bigint generated always as identity primary key,
    id text collate "C" not null,
    type text not null,
    request_id text collate "C" not null,
    event text not null,
    constraint audit_events_id_is_unique unique (id)
  );
  create index audit_events_by_request on audit_events (request_id, position);
  create function audit_log_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'the audit log is append only'; end $$;
  create trigger audit_events_are_not_changed before update or delete or truncate on audit_events
    for each statement execute function audit_log_is_append_only();

  create table pending_revocations (
    sequence bigint generated always as identity primary key,
    id text collate "C" not null,
    kind text not null,
    target_id text,
    revoked_at bigint not null,
    leased_until timestamptz not null,
    constraint pending_revocations_id_is_unique unique (id)
  );
  `,
]
