import { randomUUID } from 'node:crypto';
import type { Role } from '@mz/contracts';
import type pg from 'pg';
import type { Server } from './server.ts';

/** An officer of the province who speaks HTTP. */
export interface Officer {
  /** POST with a new Idempotency-Key; throws for an answer that is no success. */
  post(url: string, body: object, version?: number): Promise<Record<string, unknown>>;
}

const lifetimeMs = 500_000;

/** Opens an account with one role in the whole province and logs in; the token is renewed before it ends. */
export async function openOfficer(server: Server, role: Role): Promise<Officer> {
  const name = await openAccount(server, { role });
  let token = '';
  let until = 0;
  return {
    async post(url, body, version) {
      if (performance.now() > until) {
        token = await logIn(server, name);
        until = performance.now() + lifetimeMs;
      }
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
          ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Record<string, unknown>;
    },
  };
}

/** A token of an account of the start data; it lives ten minutes. */
export async function logIn(server: Pick<Server, 'urlOf'>, account: string): Promise<string> {
  const answer = await fetch(`${server.urlOf('identity')}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account }),
  });
  const { accessToken } = (await answer.json()) as { accessToken?: string };
  if (accessToken === undefined) throw new Error(`no token for ${account}: ${answer.status}`);
  return accessToken;
}

const province = '370000000000';

/** Tokens of several persons of one role, fresh ones: one person alone may not ask as often as a bench does. */
export async function tokensOf(
  server: Server,
  given: { readonly role: Role; readonly division?: string; readonly count: number },
): Promise<string[]> {
  const tokens: string[] = [];
  for (let number = 1; number <= given.count; number += 1)
    tokens.push(await logIn(server, await openAccount(server, { ...given, number })));
  return tokens;
}

async function openAccount(
  server: Server,
  { role, division = province, number }: { readonly role: Role; readonly division?: string; readonly number?: number },
): Promise<string> {
  const parts = ['bench', role.toLowerCase().replaceAll('_', '-'), division === province ? [] : division, number ?? []];
  const name = parts.flat().join('-');
  const client = await server.admin('identity');
  const { rowCount } = await client.query('select from account where account_name = $1', [name]);
  if (rowCount === 1) return name;
  await insertAccount(client, { name, role, division });
  return name;
}

/** Writes an account with one role as identity's start data has them. */
export async function insertAccount(
  identity: pg.Client,
  { name, role, division }: { readonly name: string; readonly role: Role; readonly division: string },
): Promise<void> {
  const id = randomUUID();
  await identity.query(
    `insert into account (id, account_name, subject, person_id, password_hash, created_at, created_by)
     values ($1, $2, $2, $3, '-', now(), 'bench')`,
    [id, name, randomUUID()],
  );
  await identity.query(
    `insert into role_grant (id, account_id, role, division_code, valid_from, status, proposed_by, approved_by, created_at)
     values ($1, $2, $3, $4, '2014-01-01', 'IN_FORCE', 'bench-1', 'bench-2', now())`,
    [randomUUID(), id, role, division],
  );
}
