import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createFieldCipher, fileKeyProvider } from '@mz/crypto';
import { agencyRecords, storyHouseholds } from '@mz/population';
import type pg from 'pg';
import { copyRows, type Server } from './server.ts';

/** The items of a check, with the agency that answers each. */
export const itemsAsked = [
  ['PSB_HUKOU', 'HUKOU'],
  ['PSB_VEHICLE', 'VEHICLE'],
  ['HRSS_PENSION', 'PENSION'],
  ['HRSS_PENSION', 'RESIDENT_PENSION'],
  ['HRSS_INSURANCE', 'CONTRIBUTION'],
  ['AIC', 'BUSINESS_REG'],
  ['HOUSING_REG', 'REAL_ESTATE'],
  ['HOUSING_FUND', 'FUND'],
  ['TAX', 'IIT_WAGE'],
  ['CA_MARRIAGE', 'MARRIAGE'],
  ['CA_FUNERAL', 'CREMATION'],
  ['CA_BENEFIT', 'BENEFIT'],
  ['BANK', 'DEPOSIT'],
  ['LAND', 'LAND_COMP'],
] as const;
export const personsAsked = 3;

const day = '2014-04-28';
const village = '370102001002';
const hash = '0'.repeat(64);

/** Writes checks whose questions are all answered, each with its own key, as the service keeps them; gives their ids. */
export async function fillChecks(server: Server, count: number): Promise<string[]> {
  const client = await server.admin('income-verification');
  const keys = fileKeyProvider({ dir: join(server.dataDir, 'keys'), create: true });
  const fields = createFieldCipher(keys, 'AES-256-GCM', 'data-encryption/income-verification');
  const story = storyHouseholds.find(({ key }) => key === 'wageEarner');
  const members = story?.household.members.slice(0, personsAsked);
  if (members?.length !== personsAsked) throw new Error('the story has no household of three');
  const earner = story?.declaredIncomes[0]?.personRef;
  // What guards the questions on their way is not measured here: they have come back.
  await client.query('set session_replication_role = replica');
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const requestId = randomUUID();
    const persons = members.map(({ ref }) => ({ ref, personId: randomUUID() }));
    const brief = briefOf(requestId, persons, persons.find(({ ref }) => ref === earner)?.personId);
    await insertRequest(client, { requestId, brief, index });
    const dataKey = fields.newDataKey();
    await client.query('insert into request_key values ($1, $2, $3)', [
      requestId,
      dataKey.dataKeyId,
      Buffer.from(dataKey.wrapped),
    ]);
    const rows = persons.flatMap(({ personId }, place) => {
      const records: Readonly<Record<string, readonly object[]>> = { ...agencyRecords(members[place] as never, day) };
      return itemsAsked.map(([agency, item]) => {
        const id = randomUUID();
        const found = records[item] ?? [];
        const context = { table: 'answer', column: 'sealed_rows', recordId: id, dataKey };
        return {
          id,
          personId,
          agency,
          item,
          count: found.length,
          sealed: fields.encrypt(JSON.stringify(found), context),
        };
      });
    });
    await insertAnswers(client, requestId, rows);
    ids.push(requestId);
  }
  await client.query('set session_replication_role = origin');
  // people is asked whether the operator is kin to anybody of the case.
  await copyRows(
    await server.admin('people'),
    'case_access',
    ['case_id', 'stage', 'division_code', 'purpose', 'aggregate_version', 'updated_at'],
    ids.map((id) => [`social-assistance/${id}`, 'OPEN', village, 'ASSESS_BENEFIT', 1, '2014-04-01T08:00:00Z']),
  );
  return ids;
}

function briefOf(requestId: string, persons: readonly { readonly personId: string }[], earner: string | undefined) {
  return {
    ...{ requestId, applicationId: requestId, caseId: `social-assistance/${requestId}`, programme: 'URBAN_DIBAO' },
    ...{ purpose: 'DIBAO', householdId: requestId, divisionCode: village, asOf: day, dueDate: '2014-05-13' },
    ...{ countedMembers: personsAsked, eligibleMembers: personsAsked, standardId: null, incomeLimitFen: 1_728_000 },
    comparison: 'LT',
    assetLimits: {
      ...{ financialPerHeadFen: 1_152_000, vehicles: 0, dwellings: 1, businessCapitalFen: 3_000_000, businessStaff: 0 },
    },
    ...{ windowMonths: 6, windowFrom: '2013-10', windowTo: '2014-03', countableTableVersion: '2014-01' },
    excludedTypes: ['RESIDENT_PENSION_BASIC'],
    members: persons.map(({ personId }) => ({
      ...{ personId, role: 'COUNTED', relationToHead: '01', adult: true, authorizationId: null },
    })),
    declared: {
      incomes: [
        {
          ...{ personId: earner, incomeClass: 'WAGE', type: 'WAGE', amountFen: 540_000 },
          ...{ periodFrom: '2013-10-01', periodTo: '2014-03-31', countable: true },
        },
      ],
      assets: [],
    },
    declaredHash: hash,
  };
}

async function insertRequest(
  client: pg.Client,
  { requestId, brief, index }: { readonly requestId: string; readonly brief: object; readonly index: number },
): Promise<void> {
  await client.query(
    `insert into verification_request (id, no, application_id, case_id, household_id, purpose, programme, kind,
       event_division_code, current_division_code, brief, declared_hash, state, as_of, due_on, created_at)
     values ($1, $2, $1, $3, $1, 'DIBAO', 'URBAN_DIBAO', 'INITIAL', $4, $4, $5, $6, 'PARTIAL', $7, '2014-05-13', now())`,
    [requestId, String(index), `social-assistance/${requestId}`, village, JSON.stringify(brief), hash, day],
  );
}

interface AnswerRow {
  readonly id: string;
  readonly personId: string;
  readonly agency: string;
  readonly item: string;
  readonly count: number;
  readonly sealed: Buffer;
}

async function insertAnswers(client: pg.Client, requestId: string, rows: readonly AnswerRow[]): Promise<void> {
  const of = <K extends keyof AnswerRow>(key: K): AnswerRow[K][] => rows.map((row) => row[key]);
  await client.query(
    `insert into sub_query (id, request_id, person_id, agency_code, item_code, mandatory, authorization_id, agreement_id,
       state, due_on) select id, $1, person, agency, item, true, $1, $1, 'ANSWERED', '2014-05-13'
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) as asked (id, person, agency, item)`,
    [requestId, of('id'), of('personId'), of('agency'), of('item')],
  );
  await client.query(
    `insert into answer (sub_query_id, outcome, sealed_rows, row_count, source_as_of, received_on, received_at, raw_hash)
     select id, case when count = 0 then 'NO_RECORD' else 'HIT' end, sealed, count, $4, $4, now(), $5
     from unnest($1::uuid[], $2::bytea[], $3::int[]) as came (id, sealed, count)`,
    [of('id'), of('sealed'), of('count'), day, createHash('sha256').update(requestId).digest('hex')],
  );
}
