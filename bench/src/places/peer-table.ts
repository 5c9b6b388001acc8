import type pg from 'pg';
import { copyRows } from '../server.ts';
import type { ListedName } from './listed.ts';

/**
 * The peer's table: each name beside what its document needs, so that no statement joins. `doc` is the rank (level, code,
 * then the order of the service).
 */
const table = `
  create extension if not exists pg_trgm;
  create extension if not exists fuzzystrmatch;
  create table peer_name (
    doc integer not null, code bigint not null, level smallint not null, role smallint not null,
    name text collate "C" not null, text text collate "C" not null, toned text collate "C" not null,
    plain text collate "C" not null, initials text collate "C" not null, from_day integer not null, to_day integer not null
  )`;

/** B-trees for what is equal or begins with a text, forward and backward; GIN over trigrams for what contains one; rank. */
const indexes = [
  'create index peer_text on peer_name (text)',
  'create index peer_plain on peer_name (plain)',
  'create index peer_initials on peer_name (initials)',
  'create index peer_text_back on peer_name (reverse(text) collate "C")',
  'create index peer_plain_back on peer_name (reverse(plain) collate "C")',
  'create index peer_text_trgm on peer_name using gin (text gin_trgm_ops)',
  'create index peer_plain_trgm on peer_name using gin (plain gin_trgm_ops)',
  'create index peer_doc on peer_name (doc)',
];

const columns = ['doc', 'code', 'level', 'role', 'name', 'text', 'toned', 'plain', 'initials', 'from_day', 'to_day'];

/** Fills the peer's table with the very names of the service; `see` gets each on the way. */
export async function fillPeer(
  client: pg.Client,
  names: AsyncIterable<ListedName>,
  see: (name: ListedName) => void,
): Promise<number> {
  await client.query(table);
  let count = 0;
  // The service lists its parts one after the other, each in the order of rank: divisions first, so the whole is.
  let [doc, last, full] = [-1, '', ''];
  let pending: unknown[][] = [];
  const flush = async (): Promise<void> => {
    await copyRows(client, 'peer_name', columns, pending);
    pending = [];
  };
  for await (const name of names) {
    if (name.document !== last) [doc, last, full] = [doc + 1, name.document, name.text];
    pending.push([
      ...[doc, name.code, name.level, name.role, full, name.text, name.toned, name.plain, name.initials],
      ...[name.from, name.to],
    ]);
    see(name);
    count += 1;
    if (pending.length === 50_000) await flush();
  }
  await flush();
  for (const index of indexes) await client.query(index);
  await client.query('vacuum analyze peer_name');
  return count;
}
