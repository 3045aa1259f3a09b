import { sql, type Kysely } from 'kysely';

/** What people did: append-only, joined to the person as soon as there is one, and counted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // (system, object, record_id) is the thing it was made of. Who is a record of that system, or an e-mail address;
  // \`entity_id\` is null until the person is known.
  `create table touchpoint (
    id bigint generated always as identity primary key,
    system text not null,
    object text not null,
    record_id text not null,
    who_object text,
    who_id text,
    address text,
    entity_id uuid references entity,
    kind text not null,
    at timestamptz not null,
    about text,
    campaign text,
    details jsonb not null,
    received_at timestamptz not null,
    unique (system, object, record_id),
    check ((who_id is null) = (who_object is null) and (who_id is null) <> (address is null))
  )`,
  `create index touchpoint_latest on touchpoint (entity_id, at desc) where entity_id is not null`,
  `create index touchpoint_of_record on touchpoint (who_id, who_object, system) where entity_id is null and who_id is not null`,
  `create index touchpoint_of_address on touchpoint (address) where entity_id is null and address is not null`,

  // How often a person did a thing, ever: so that counting over all time reads one row. No subject is ''.
  `create table touch_total (
    entity_id uuid not null references entity,
    kind text not null,
    about text not null,
    touches integer not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (entity_id, kind, about)
  )`,

  // The e-mail addresses that people's records have now, in the form compared.
  `create table address (
    address text not null,
    system text not null,
    object text not null,
    record_id text not null,
    primary key (address, system, object, record_id)
  )`,
  `create index address_record on address (record_id, object, system)`,
  // Records known before are not planned for until they change; what is named e-mail in them is one.
  `insert into address
    select distinct lower(trim(f.value)), r.system, r.object, r.record_id
    from record r join link l using (system, object, record_id) join entity e on e.id = l.entity_id,
      jsonb_each_text(r.fields) f
    where e.kind = 'person' and lower(f.key) = 'email' and f.value like '%_@_%'`,

  // What a system does not let us read of what people do, and why. Taken away once it does.
  `create table touch_refusal (
    system text not null,
    source text not null,
    failure jsonb not null,
    since timestamptz not null,
    primary key (system, source)
  )`,
] as const;
