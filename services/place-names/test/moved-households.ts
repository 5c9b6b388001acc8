import { createRandom, type Household, streamHouseholds } from '@mz/population';
import type { TestService, TestServices } from '@mz/testing';

/** Invented households of a county before its change. */
export interface Settled {
  /** Villages among which the households are dealt in turn. */
  readonly villages: readonly string[];
  readonly households: number;
  /** The day on which they were approved, and the first month that is paid. */
  readonly decidedOn: string;
  readonly fromMonth: string;
}

type Rows = readonly (readonly unknown[])[];

const kinds = [
  'application',
  'household',
  'decision',
  'enrolment',
  'assessment',
  'payee',
  'account',
  'person',
] as const;

/** The id of a thing of a household; `part` counts members. */
export function idOf(kind: (typeof kinds)[number], index: number, part = 0): string {
  const [head, tail] = [(kinds.indexOf(kind) + 1).toString(16).padStart(8, '0'), (index * 16 + part).toString(16)];
  return `${head}-0000-7000-8000-${tail.padStart(12, '0')}`;
}

/** Fills the three services with the same households: cases and enrolments, persons and who may read them, payees and accounts. */
export async function settleHouseholds(services: TestServices, settled: Settled): Promise<void> {
  const households = [
    ...streamHouseholds('switch', {
      households: settled.households,
      divisions: settled.villages,
      onDay: settled.decidedOn,
    }),
  ];
  await fillAssistance(services.get('social-assistance'), settled, households);
  await fillPeople(services.get('people'), households);
  await fillPayments(services.get('payments'), settled, households);
}

const at = '2014-01-02T08:00:00Z';

async function fillAssistance(app: TestService, settled: Settled, households: readonly Household[]): Promise<void> {
  const { decidedOn, fromMonth } = settled;
  const numbered = households.map((household, index) => ({ household, index }));
  await insert(
    app,
    'application (id, programme, state, event_division_code, current_division_code, filed_by, drafted_on, submitted_on, created_at, updated_at)',
    numbered.map(({ index, household: { divisionCode } }) => [
      ...[
        idOf('application', index),
        'URBAN_DIBAO',
        'APPROVED',
        divisionCode,
        divisionCode,
        'HEAD',
        decidedOn,
        decidedOn,
      ],
      ...[at, at],
    ]),
  );
  await insert(
    app,
    'household (id, application_id, head_person_id, hukou_division, residence_division, poverty_cause, housing_type, created_at, updated_at)',
    numbered.map(({ index, household: { divisionCode } }) => [
      ...[idOf('household', index), idOf('application', index), idOf('person', index), divisionCode, divisionCode],
      ...['ILLNESS', '自有住房', at, at],
    ]),
  );
  await insert(
    app,
    'decision (id, application_id, outcome, decided_on, notice, capsule, capsule_hash, seal, decided_by, recorded_at)',
    numbered.map(({ index, household }) => [
      ...[idOf('decision', index), idOf('application', index), 'APPROVED', decidedOn, {}],
      ...[{ facts: factsOf(settled, index, household) }, '0'.repeat(64), {}, 'invented-approver', at],
    ]),
  );
  await insert(
    app,
    'enrolment (id, application_id, household_id, programme, state, class, event_division_code, current_division_code, from_month, amount_fen, certificate_no, payee_id, payee_usable_from, payee_person_id, next_review_on, decision_id, approved_by, created_at)',
    numbered.map(({ index, household: { divisionCode } }) => [
      ...[idOf('enrolment', index), idOf('application', index), idOf('household', index), 'URBAN_DIBAO', 'ACTIVE', 'B'],
      ...[divisionCode, divisionCode, fromMonth, 1000 + index, `J${divisionCode.slice(0, 6)}-${index}`],
      ...[idOf('payee', index), decidedOn, idOf('person', index), '2030-12-31', idOf('decision', index)],
      ...['invented-approver', at],
    ]),
  );
  await insert(
    app,
    'assessment (id, enrolment_id, from_month, decision_id, recorded_at)',
    numbered.map(({ index }) => [
      ...[idOf('assessment', index), idOf('enrolment', index), fromMonth, idOf('decision', index), at],
    ]),
  );
}

/** Facts that leave every household entitled under a standard of 480 yuan and more. */
function factsOf({ decidedOn, fromMonth }: Settled, index: number, { ref, divisionCode, members }: Household): object {
  const monthFen = createRandom(`switch ${ref} wage`).int(0, 20_000 * members.length);
  const wage = { personId: idOf('person', index), type: 'WAGE', amountFen: monthFen * 6, provenance: 'VERIFIED' };
  const window = { periodFrom: '2013-07-01', periodTo: '2013-12-31' };
  return {
    programme: 'URBAN_DIBAO',
    decidedOn,
    applicationMonth: fromMonth,
    divisionCode,
    members: members.map(({ birthDate: born, sex, relationToHead }, part) => {
      // Nobody grows a year older between the months that are compared.
      const birthDate = `${born.slice(0, 4)}-06-15`;
      return {
        personId: idOf('person', index, part),
        relationToHead,
        legalDutyOfSupport: true,
        birthDate,
        sex,
        hukouKind: 'NON_AGRI',
        lifeStatus: 'ALIVE',
        inSchool: birthDate > '1998-01-01' ? 'COMPULSORY' : 'NONE',
        fullTime: birthDate > '1998-01-01',
        labourCapacity: 'NONE',
        employmentStatus: 'UNABLE',
      };
    }),
    incomes: monthFen === 0 ? [] : [{ ...wage, ...window }],
    assets: [],
    supporters: [],
    standards: [],
    parameters: [],
  };
}

async function fillPeople(people: TestService, households: readonly Household[]): Promise<void> {
  const persons = households.flatMap((household, index) =>
    household.members.map((member, part) => ({ id: idOf('person', index, part), household, member })),
  );
  await insert(
    people,
    'person (id, id_type, name, sex, birth_date, hukou_division, hukou_kind, residence_division, created_at, created_by, name_birth_index, name_village_index)',
    persons.map(({ id, household: { divisionCode }, member: { name, sex, birthDate } }) => [
      ...[
        id,
        'HUKOU_BOOK_ONLY',
        sealed(people, id, 'name', name),
        sex,
        birthDate,
        divisionCode,
        'NON_AGRI',
        divisionCode,
      ],
      ...[at, 'invented', bytes('people.name_birth', [name, birthDate], people)],
      bytes('people.name_village', [name, divisionCode], people),
    ]),
  );
  await insert(
    people,
    'case_access (case_id, stage, division_code, purpose, aggregate_version, updated_at)',
    households.map(({ divisionCode }, index) => [
      ...[`social-assistance/${idOf('application', index)}`, 'OPEN', divisionCode, 'ASSESS_BENEFIT', '1', at],
    ]),
  );
  await insert(
    people,
    'case_person (case_id, person_id)',
    households.map((_, index) => [`social-assistance/${idOf('application', index)}`, idOf('person', index)]),
  );
}

/** A clear value as people keeps it, as PostgreSQL reads bytes. */
export function sealed(people: TestService, id: string, column: 'name' | 'residence_address', plain: string): string {
  return `\\x${people.kit.fields.encrypt(plain, { table: 'person', column, recordId: id }).toString('hex')}`;
}

function bytes(
  name: 'people.name_birth' | 'people.name_village',
  parts: readonly string[],
  people: TestService,
): string {
  return `\\x${people.kit.indexes.ofParts(name, [...parts]).toString('hex')}`;
}

async function fillPayments(payments: TestService, settled: Settled, households: readonly Household[]): Promise<void> {
  const { decidedOn, fromMonth } = settled;
  await insert(
    payments,
    'enrolment_copy (id, programme, household_id, case_id, person_ids, from_month, event_division_code, current_division_code)',
    households.map(({ divisionCode }, index) => [
      ...[idOf('enrolment', index), 'URBAN_DIBAO', idOf('household', index)],
      ...[`social-assistance/${idOf('application', index)}`, [idOf('person', index)], fromMonth],
      ...[divisionCode, divisionCode],
    ]),
  );
  await insert(
    payments,
    'payee (id, kind, enrolment_id, person_id, current_division_code, created_by, created_at, updated_at)',
    households.map(({ divisionCode }, index) => [
      ...[idOf('payee', index), 'PERSON', idOf('enrolment', index), idOf('person', index), divisionCode],
      ...['invented-clerk', at, at],
    ]),
  );
  await insert(
    payments,
    'account (id, payee_id, number, number_index, bank_code, kind, holder_name, status, usable_from, valid_from, entered_by, entered_on, verified_by, current_division_code)',
    households.map(({ divisionCode }, index) => [
      ...[idOf('account', index), idOf('payee', index), `\\x${index.toString(16).padStart(8, '0')}`],
      ...[`\\x${index.toString(16).padStart(8, '0')}`, 'TESTBANK', 'CARD', '\\x00', 'ACTIVE', decidedOn, decidedOn],
      ...['invented-clerk', decidedOn, 'invented-checker', divisionCode],
    ]),
  );
}

const chunk = 1_000;

/** Inserts rows as the superuser, a thousand a statement; values travel as text and take the types of the columns. */
async function insert(app: TestService, target: string, rows: Rows): Promise<void> {
  const [table = '', columns = ''] = target.split(/ (.*)/s);
  const names = columns.replaceAll(/[()]/g, '').split(', ');
  for (let from = 0; from < rows.length; from += chunk) {
    const objects = rows
      .slice(from, from + chunk)
      .map((row) => Object.fromEntries(names.map((name, column) => [name, row[column]])));
    await app.rows(
      `insert into ${table} (${names.join(', ')})
       select ${names.map((name) => `r.${name}`).join(', ')} from jsonb_populate_recordset(null::${table}, $1::jsonb) as r`,
      [JSON.stringify(objects)],
    );
  }
}
