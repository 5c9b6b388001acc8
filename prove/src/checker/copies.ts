import type { ServiceName } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';
import { difference } from './compare-sets.ts';

interface Copy {
  readonly what: string;
  /** Both sides answer `row`, the same text for the same thing. */
  readonly owner: { readonly service: ServiceName; readonly sql: string };
  readonly copy: { readonly service: ServiceName; readonly sql: string };
}

const copies: readonly Copy[] = [
  {
    what: 'case_access as a rebuild from the cases gives it',
    owner: {
      service: 'social-assistance',
      sql: `select concat_ws(' ', 'social-assistance/' || id, case state when 'DRAFT' then 'DRAFT'
          when 'WITHDRAWN' then 'CLOSED' when 'REJECTED' then 'CLOSED' else 'OPEN' end,
        current_division_code, case_version) as row from application`,
    },
    copy: {
      service: 'people',
      sql: `select concat_ws(' ', case_id, stage, division_code, aggregate_version) as row from case_access`,
    },
  },
  {
    what: 'authorization_copy as a rebuild from the authorizations gives it',
    owner: {
      service: 'income-verification',
      sql: `select concat_ws(' ', id, split_part(case_id, '/', 2), grantor_person_id, status, scope_purposes, valid_from,
        valid_to, version) as row from means_authorization`,
    },
    copy: {
      service: 'social-assistance',
      sql: `select concat_ws(' ', authorization_id, application_id, person_id, status, purposes, valid_from, valid_to,
        version) as row from authorization_copy`,
    },
  },
];

const ownDivisions = `select concat_ws(' ', code, level, name, valid_from, valid_to, parent_code) as row from division_version
  where level <> 'VILLAGE' and superseded_at is null`;
const copiedDivisions = `select concat_ws(' ', v ->> 'code', v ->> 'level', v ->> 'name', v ->> 'validFrom', v ->> 'validTo',
    v ->> 'parentCode') as row from division_copy, jsonb_array_elements(snapshot -> 'versions') as v`;

/** Read copies against what their owners have now. */
export async function copyFaults(platform: Platform, names: readonly ServiceName[]): Promise<string[]> {
  const divisions = names
    .filter((name) => name !== 'place-names')
    .map(
      (service): Copy => ({
        what: `divisions at ${service}`,
        owner: { service: 'place-names', sql: ownDivisions },
        copy: { service, sql: copiedDivisions },
      }),
    );
  const faults: string[] = [];
  for (const { what, owner, copy } of [...copies, ...divisions]) {
    if (!names.includes(owner.service) || !names.includes(copy.service)) continue;
    const [owned, copied] = [await rowsOf(platform, owner), await rowsOf(platform, copy)];
    faults.push(...difference(what, copied, owned));
  }
  return faults;
}

async function rowsOf(platform: Platform, { service, sql }: Copy['owner']): Promise<string[]> {
  const rows = await platform.rows<{ row: string }>(service, sql);
  return rows.map(({ row }) => row);
}
