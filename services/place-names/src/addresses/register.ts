import type { AddressElement } from '@mz/contracts';
import { type LegalDay, scopePrefix } from '@mz/domain';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { NamedPlace } from './choose-place.ts';
import type { Standard } from './standardise.ts';

type Element = Static<typeof AddressElement>;

/** Names by which village, street and estate are found, within the division of the address. */
interface Wanted {
  readonly names: readonly string[];
  /** A street may run through several townships: it is looked for in the county. */
  readonly prefix: string;
  readonly asOf: LegalDay;
}

/** Which names an address asks for; undefined when it has no division or no such element. */
export function wantedOf({ code, elements }: Pick<Standard, 'code' | 'elements'>, asOf: LegalDay): Wanted | undefined {
  const names = elements.filter(isNamed).map(({ text }) => text);
  if (code === null || names.length === 0) return undefined;
  return { names, prefix: scopePrefix(code).slice(0, 6), asOf };
}

/** Places that have a public standard name in the county on the day and bear or bore a public name of the texts. */
export async function findNames(db: Db, { names, prefix, asOf }: Wanted): Promise<NamedPlace[]> {
  const [low, high] = [prefix, `${prefix}~`];
  const { rows } = await sql<NamedPlace>`
    select distinct on (said.name, now.feature_id) said.name as said, now.place_id, now.feature_id, now.name,
      coalesce(now.national_code, now.former_codes[cardinality(now.former_codes)]) as national_code,
      now.division_code, now.crosses, now.lon, now.lat
    from place_name said
    join place_name now on now.feature_id = said.feature_id
    where said.name = any(${[...names]}::text[]) and said.name_kind in ('STANDARD', 'FORMER')
      and said.status <> 'CANDIDATE' and said.secrecy = 'PUBLIC'
      and now.name_kind = 'STANDARD' and now.secrecy = 'PUBLIC'
      and (now.status = 'STANDARD' or (now.status = 'FORMER' and now.valid_to is not null))
      and daterange(now.valid_from, now.valid_to) @> ${asOf}::date
      and (now.division_code >= ${low} and now.division_code < ${high}
        or exists (select from unnest(now.crosses) as crossed (code) where crossed.code >= ${low} and crossed.code < ${high}))
    order by said.name, now.feature_id`.execute(db);
  return rows;
}

const namedLevels: ReadonlySet<string> = new Set(['L5', 'L6', 'L7']);

/** Whether an element is a village, street or estate that was read. */
export function isNamed({ level, matched }: Element): boolean {
  return matched && namedLevels.has(level);
}
