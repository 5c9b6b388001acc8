import type { DocumentedOperation } from './operations.ts';
import type { RecordRow } from './records.ts';

/**
 * What the document's example lacks to come as far as the record: a rule on the body alone would speak first, and the cell
 * would say nothing of the place.
 */
const better: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'enrolments.addMember': { incomes: [], assets: [], relations: [] },
  'enrolments.reassign': { toDivision: '370102001002' },
  'transfers.offer': { toDivision: '370102001002' },
  'payees.changeAccount': {
    account: { number: '6200000000000005', bankCode: 'TESTBANK', kind: 'CARD', holderName: '李秀英' },
  },
  'overpayments.recall': { personId: undefined },
  'exchangeGrants.propose': { purpose: 'DIBAO' },
  'requests.draft': { purpose: 'DIBAO' },
  'requests.create': { purpose: 'HOUSING' },
};

/** Fields by which a body names the place of its record again. */
const placed: Readonly<Record<string, string>> = { 'proposals.revise': 'sponsorDivision' };

/** What a body takes from its cell. */
interface CellFacts {
  readonly purpose: string | undefined;
  readonly record: Pick<RecordRow, 'divisionCode'> | undefined;
}

/** The body of a cell: the document's example, with the purpose of the service that asks and the place of the record. */
export function cellBody({ id, body, example }: DocumentedOperation, { purpose, record }: CellFacts): string {
  if (typeof example === 'string' && body?.type !== 'application/json') return example;
  const named = typeof example === 'object' && example !== null && 'purpose' in example && purpose !== undefined;
  const place = placed[id];
  return JSON.stringify({
    ...(example as object | undefined),
    ...better[id],
    ...(named ? { purpose } : {}),
    ...(place === undefined || record === undefined ? {} : { [place]: record.divisionCode }),
  });
}
