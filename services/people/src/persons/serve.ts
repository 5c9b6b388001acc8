import type {
  disclosePersons,
  OperationInputOf,
  OperationOutputOf,
  Purpose,
  personFacts,
  ServiceName,
} from '@mz/contracts';
import { type Context, canonicalIds, fail } from '@mz/service-kit';
import { requireCase } from '../access/index.ts';
import type { AppKit, Db } from '../app-kit.ts';
import { writeLedger } from '../ledger/index.ts';
import { reachAs, reachCase } from '../reach.ts';
import { open, refuseErased } from '../stored.ts';
import { findPersons, type PersonRow } from './queries.ts';

type Disclosure = OperationInputOf<typeof disclosePersons>['body'];
type Disclosed = OperationOutputOf<typeof disclosePersons>['persons'][number];
type FactsInput = OperationInputOf<typeof personFacts>['body'];
type Facts = OperationOutputOf<typeof personFacts>['persons'][number];

/** What each service may state as its purpose: income-verification at dispatch, payments for payees (people.md §5). */
const purposesOf: Partial<Readonly<Record<ServiceName, readonly Purpose[]>>> = {
  'income-verification': ['VERIFY_MEANS'],
  payments: ['PAY', 'RECOVER'],
};
/** Purposes that an authorization or a batch can justify without a case. */
const basisPurposes = ['PAY', 'VERIFY_MEANS'];

const classOf: Readonly<Record<Disclosure['fields'][number], string>> = {
  idNo: 'ID_NO',
  name: 'NAME',
  phone: 'PHONE',
  sex: 'BASIC',
  birthDate: 'BASIC',
  hukouDivision: 'BASIC',
  lifeStatus: 'BASIC',
};

/** The only exit of clear identity to another service: by a live case of the persons, or by a basis; one ledger row a person. */
export async function disclose(kit: AppKit, ctx: Context, body: Disclosure): Promise<{ persons: Disclosed[] }> {
  const { caseId, basisId, purpose, personIds } = body;
  const caller = ctx.actor.caller;
  const permitted: readonly string[] = (caller === undefined ? undefined : purposesOf[caller]) ?? [];
  if (!permitted.includes(purpose)) throw fail('PURPOSE_NOT_PERMITTED', { pointer: '/body/purpose' });
  if (caseId !== undefined) await requireCase(kit, ctx, { caseId, use: 'SERVE', personIds });
  else if (basisId === undefined || !basisPurposes.includes(purpose)) throw fail('CASE_REQUIRED');
  const fields = new Set(body.fields);
  return kit.write(ctx, async (unit) => {
    await (caseId === undefined ? reachAs(kit, unit.db, ctx.operationId) : reachCase(unit.db, caseId));
    const rows = await rowsOf(unit.db, personIds);
    await writeLedger(kit, ctx, unit.db, {
      personIds: [...new Set(rows.map(({ row }) => row.id))],
      fieldClasses: [...new Set(body.fields.map((field) => classOf[field]))],
      caseId,
      purpose,
      basis: basisId ?? caseId ?? '',
      channel: 'SERVICE',
    });
    unit.audit({
      action: ctx.operationId,
      recordType: 'disclosure',
      recordId: basisId ?? caseId ?? '',
      after: { persons: rows.length, fields: body.fields, purpose },
    });
    return { persons: rows.map(({ asked, row }) => ({ personId: asked, ...disclosed(kit, row, fields) })) };
  });
}

/** Facts without identity for a bureau's rules, of persons of a live case; one ledger row a person. */
export async function readFacts(kit: AppKit, ctx: Context, body: FactsInput): Promise<{ persons: Facts[] }> {
  const { caseId, personIds } = body;
  await requireCase(kit, ctx, { caseId, use: 'SERVE', personIds });
  return kit.write(ctx, async (unit) => {
    await reachCase(unit.db, caseId);
    const rows = await rowsOf(unit.db, personIds);
    await writeLedger(kit, ctx, unit.db, {
      personIds: [...new Set(rows.map(({ row }) => row.id))],
      fieldClasses: ['BASIC'],
      caseId,
      purpose: ctx.purpose ?? 'ASSESS_BENEFIT',
      basis: caseId,
      channel: 'SERVICE',
    });
    return { persons: rows.map(({ asked, row }) => factsOf(asked, row)) };
  });
}

/** The rows in the order that was asked for; throws PERSON_UNKNOWN, PERSON_ERASED. */
async function rowsOf(db: Db, ids: readonly string[]): Promise<{ asked: string; row: PersonRow }[]> {
  const canonical = await canonicalIds(db, ids);
  const rows = new Map((await findPersons(db, [...canonical.values()])).map((row) => [row.id, row]));
  return ids.map((asked) => {
    const row = rows.get(canonical.get(asked) ?? asked);
    if (row === undefined) throw fail('PERSON_UNKNOWN');
    refuseErased(row);
    return { asked, row };
  });
}

function disclosed(kit: AppKit, row: PersonRow, fields: ReadonlySet<string>): Omit<Disclosed, 'personId'> {
  const opened = (column: 'id_no' | 'phone', stored: Buffer | null) =>
    stored === null ? null : open(kit, row, column, stored);
  return {
    canonicalId: row.id,
    ...(fields.has('idNo') ? { idNo: opened('id_no', row.idNo) } : {}),
    ...(fields.has('name') ? { name: open(kit, row, 'name', row.name) } : {}),
    ...(fields.has('sex') ? { sex: row.sex } : {}),
    ...(fields.has('birthDate') ? { birthDate: row.birthDate } : {}),
    ...(fields.has('phone') ? { phone: opened('phone', row.phone) } : {}),
    ...(fields.has('hukouDivision') ? { hukouDivision: row.hukouDivision } : {}),
    ...(fields.has('lifeStatus') ? { lifeStatus: row.lifeStatus } : {}),
  };
}

function factsOf(personId: string, row: PersonRow): Facts {
  const { birthDate, sex, lifeStatus, capacity, deathDate, hukouDivision, hukouKind, maritalStatus } = row;
  return {
    personId,
    canonicalId: row.id,
    birthDate,
    sex,
    lifeStatus,
    capacity,
    deathDate,
    hukouDivision,
    hukouKind,
    maritalStatus,
  };
}
