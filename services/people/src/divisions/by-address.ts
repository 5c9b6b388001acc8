import { countyOf, type DivisionVersion, type LegalDay } from '@mz/domain';
import type { AppKit, Db } from '../app-kit.ts';
import { keyColumns, open } from '../stored.ts';

/** Records whose code alone says too little, and the last day of their old codes. */
export interface AskedByAddress {
  readonly records: readonly { readonly recordId: string; readonly code: string }[];
  readonly before: LegalDay;
}

type Found = ReadonlyMap<string, { readonly code: string; readonly foundBy: 'ADDRESS' }>;

/** The townships that residence addresses name; an address that names none, or two, says nothing. */
export async function townshipsByAddress(kit: AppKit, db: Db, { records, before }: AskedByAddress): Promise<Found> {
  const codes = new Map(records.map(({ recordId, code }) => [recordId, code]));
  if (codes.size === 0) return new Map();
  const rows = await db
    .selectFrom('person')
    .leftJoin('personKey', 'personKey.personId', 'person.id')
    .select(['person.id', 'person.residenceAddress', ...keyColumns])
    .where('person.id', 'in', [...codes.keys()])
    .where('residenceAddress', 'is not', null)
    .execute();
  const found = rows.flatMap((row) => {
    if (row.residenceAddress === null || row.erasedAt !== null) return [];
    const address = open(kit, row, 'residence_address', row.residenceAddress);
    const township = townshipIn(address, townshipsOf(kit, codes.get(row.id) ?? '', before));
    return township === undefined ? [] : [[row.id, { code: township, foundBy: 'ADDRESS' }] as const];
  });
  return new Map(found);
}

function townshipsOf(kit: AppKit, code: string, day: LegalDay): readonly DivisionVersion[] {
  const children = kit.divisions().children(countyOf(code) ?? code, day);
  return children.ok ? children.value : [];
}

/** The one township whose full name stands in the address; a longer name that holds a shorter one is the one meant. */
export function townshipIn(
  address: string,
  townships: readonly Pick<DivisionVersion, 'code' | 'name'>[],
): string | undefined {
  const named = townships.filter(({ name }) => address.includes(name));
  const meant = named.filter(({ name }) => !named.some((other) => other.name !== name && other.name.includes(name)));
  return meant.length === 1 ? meant[0]?.code : undefined;
}
