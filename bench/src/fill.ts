import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { decidedOn, type Enrolled, idOf } from './enrolled.ts';
import { copyRows } from './server.ts';

/** Rows of one table of one household. */
interface Filling {
  readonly table: string;
  readonly columns: readonly string[];
  rows(enrolled: Enrolled): readonly (readonly unknown[])[];
}

const at = '2014-01-02T08:00:00Z';
const chunkSize = 5_000;

const household: readonly Filling[] = [
  {
    table: 'application',
    columns: [
      ...['id', 'programme', 'state', 'event_division_code', 'current_division_code', 'filed_by', 'household_id'],
      ...['drafted_on', 'submitted_on', 'decision_id', 'enrolment_id', 'created_at', 'updated_at'],
    ],
    rows: ({ index, household: { divisionCode } }) => [
      [
        ...[idOf('application', index), 'URBAN_DIBAO', 'APPROVED', divisionCode, divisionCode, 'HEAD'],
        ...[idOf('household', index), decidedOn, decidedOn, idOf('decision', index), idOf('enrolment', index), at, at],
      ],
    ],
  },
  {
    table: 'household',
    columns: [
      ...['id', 'application_id', 'head_person_id', 'hukou_division', 'residence_division', 'poverty_cause'],
      ...['housing_type', 'created_at', 'updated_at'],
    ],
    rows: ({ index, personIds, household: { divisionCode } }) => [
      [
        ...[idOf('household', index), idOf('application', index), personIds[0], divisionCode, divisionCode],
        ...['ILLNESS', '自有住房', at, at],
      ],
    ],
  },
  {
    table: 'household_member',
    columns: [
      ...['id', 'household_id', 'person_id', 'relation_to_head', 'facts', 'counted', 'benefit_eligible'],
      ...['valid_from', 'recorded_at'],
    ],
    rows: ({ index, facts }) =>
      facts.members.map(({ personId, relationToHead, ...rest }, part) => [
        ...[idOf('member', index, part), idOf('household', index), personId, relationToHead],
        ...[rest, true, true, decidedOn, at],
      ]),
  },
];

const enrolment: readonly Filling[] = [
  {
    table: 'decision',
    columns: [
      ...['id', 'application_id', 'outcome', 'decided_on', 'notice', 'capsule', 'capsule_hash', 'seal'],
      ...['decided_by', 'recorded_at'],
    ],
    rows: ({ index, facts }) => [
      [
        ...[idOf('decision', index), idOf('application', index), 'APPROVED', decidedOn, {}, { facts }],
        ...['0'.repeat(64), {}, 'bench-approver', at],
      ],
    ],
  },
  {
    table: 'enrolment',
    columns: [
      ...['id', 'application_id', 'household_id', 'programme', 'state', 'class', 'event_division_code'],
      ...['current_division_code', 'from_month', 'amount_fen', 'certificate_no', 'payee_id', 'payee_usable_from'],
      ...['payee_person_id', 'next_review_on', 'decision_id', 'approved_by', 'created_at'],
    ],
    rows: ({ index, personIds, household: { divisionCode } }) => [
      [
        ...[idOf('enrolment', index), idOf('application', index), idOf('household', index), 'URBAN_DIBAO', 'ACTIVE'],
        ...['B', divisionCode, divisionCode, '2014-01', 0, `BENCH${index}`, idOf('payee', index), decidedOn],
        ...[personIds[0], '2014-12-31', idOf('decision', index), 'bench-approver', at],
      ],
    ],
  },
  {
    table: 'assessment',
    columns: ['id', 'enrolment_id', 'from_month', 'decision_id', 'recorded_at'],
    rows: ({ index }) => [
      [idOf('assessment', index), idOf('enrolment', index), '2014-01', idOf('decision', index), at],
    ],
  },
];

const payee: readonly Filling[] = [
  {
    table: 'enrolment_copy',
    columns: [
      ...['id', 'programme', 'household_id', 'case_id', 'person_ids', 'from_month', 'event_division_code'],
      'current_division_code',
    ],
    rows: ({ index, personIds, household: { divisionCode } }) => [
      [
        ...[idOf('enrolment', index), 'URBAN_DIBAO', idOf('household', index)],
        ...[`social-assistance/${idOf('application', index)}`, `{${personIds.join(',')}}`, '2014-01', divisionCode],
        divisionCode,
      ],
    ],
  },
  {
    table: 'payee',
    columns: [
      ...['id', 'kind', 'enrolment_id', 'person_id', 'current_division_code', 'created_by', 'created_at'],
      'updated_at',
    ],
    rows: ({ index, personIds, household: { divisionCode } }) => [
      [idOf('payee', index), 'PERSON', idOf('enrolment', index), personIds[0], divisionCode, 'bench-clerk', at, at],
    ],
  },
  {
    table: 'account',
    columns: [
      ...['id', 'payee_id', 'number', 'number_index', 'bank_code', 'kind', 'holder_name', 'status', 'usable_from'],
      ...['valid_from', 'entered_by', 'entered_on', 'verified_by', 'current_division_code'],
    ],
    rows: ({ index, household: { divisionCode } }) => [
      [
        // Nobody reads these bytes before the bank file, which is no part of a bench.
        ...[idOf('account', index), idOf('payee', index), bytes(), bytes(), 'TESTBANK', 'CARD', bytes(), 'ACTIVE'],
        ...[decidedOn, decidedOn, 'bench-clerk', decidedOn, 'bench-checker', divisionCode],
      ],
    ],
  },
];

function bytes(): string {
  return `\\x${randomBytes(32).toString('hex')}`;
}

/** Fills social-assistance with enrolled households. */
export async function fillEnrolments(client: pg.Client, households: Iterable<Enrolled>): Promise<void> {
  await fill(client, [...household, ...enrolment], households);
}

/** Fills payments with the payees and accounts of the same households. */
export async function fillPayees(client: pg.Client, households: Iterable<Enrolled>): Promise<void> {
  await fill(client, payee, households);
}

async function fill(client: pg.Client, fillings: readonly Filling[], households: Iterable<Enrolled>): Promise<void> {
  // The rows name each other in a circle; they are right, so nothing is checked on the way in.
  await client.query('set session_replication_role = replica');
  for (const chunk of chunksOf(households)) {
    for (const { table, columns, rows } of fillings) await copyRows(client, table, columns, chunk.flatMap(rows));
  }
  await client.query('reset session_replication_role');
  await client.query('vacuum (analyze)');
}

function* chunksOf<T>(items: Iterable<T>): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
