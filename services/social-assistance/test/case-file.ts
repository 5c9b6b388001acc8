import {
  acceptApplication,
  attachDocument,
  completeInvestigation,
  countyOpinion,
  createHousehold,
  draftApplication,
  giveOpinion,
  postNotice,
  recordDeclaration,
  recordReview,
  recordSpotCheck,
  recordVisit,
  registerPerson,
  sendToCounty,
  submitApplication,
} from '@mz/contracts';
import { addMonthsToMonth, firstDayOf, lastDayOf, monthOf } from '@mz/domain';
import { anIdNo, householdBody } from './intake.ts';
import { type CaseFile, expected, type Office, scan } from './office.ts';
import type { ReportFacts } from './verification-peer.ts';

/** A member with birth date and sex, and what the bureau assesses. */
type Member = { readonly birthDate: string; readonly sex: '1' | '2' } & Readonly<Record<string, unknown>>;

/** A family and what it declares. */
export interface Family {
  readonly programme: 'URBAN_DIBAO' | 'RURAL_DIBAO';
  readonly village: string;
  readonly members: readonly Member[];
  /** By place of the member; the amount of the whole window. */
  readonly incomes: readonly { readonly of: number; readonly type: string; readonly amountFen: number }[];
  readonly windowMonths: number;
}

/** Example 1: an urban family of three with a wage of 900 a month. */
export const exampleOne: Family = {
  programme: 'URBAN_DIBAO',
  village: '370112008201',
  members: [
    { birthDate: '1974-03-12', sex: '1', relationToHead: '01', employmentStatus: 'EMPLOYED' },
    { birthDate: '1976-08-25', sex: '2', relationToHead: '10', noIncomeReason: 'CARING' },
    {
      birthDate: '1994-01-05',
      sex: '1',
      relationToHead: '20',
      inSchool: 'BACHELOR',
      fullTime: true,
      labourCapacity: 'IN_SCHOOL',
      employmentStatus: 'STUDENT',
    },
  ],
  incomes: [{ of: 0, type: 'WAGE', amountFen: 540_000 }],
  windowMonths: 6,
};

const townships = [
  '001',
  '002',
  '003',
  '004',
  '005',
  '007',
  '009',
  '010',
  '011',
  '012',
  '013',
  '016',
  '017',
  '018',
  '019',
];
let taken = 0;

/** The same family each time under another township, whose cases of the month are counted apart. */
export function elsewhere(): Family {
  const township = townships[taken % townships.length];
  taken += 1;
  return { ...exampleOne, village: `370112${township}201` };
}

/** What a family may leave undone before it submits. */
export interface Omitted {
  readonly papers?: readonly string[];
  readonly declaration?: object;
  /** How many of the counted adults sign. */
  readonly signers?: number;
}

export const papers = ['APPLICATION_FORM', 'ID_COPY', 'HUKOU_COPY', 'PLEDGE'];

/** From the draft to the township's desk: SUBMITTED, authorized. */
export async function submitted(office: Office, family: Family = exampleOne, omitted: Omitted = {}): Promise<CaseFile> {
  const file = await drafted(office, family, omitted);
  await office.take(file, submitApplication, 'TOWNSHIP_ACCEPTOR', { submittedOn: office.today() });
  await office.authorize(file, file.personIds.slice(0, omitted.signers));
  await office.services.settle();
  return file;
}

/** A draft with everything in it that is not left out. */
export async function drafted(office: Office, family: Family = exampleOne, omitted: Omitted = {}): Promise<CaseFile> {
  const { app, services } = office;
  const { village, programme } = family;
  const token = await office.token({ village }, 'TOWNSHIP_ACCEPTOR');
  const draft = expected(
    await app.call(draftApplication, { token, body: { programme, divisionCode: village, filedBy: 'HEAD' } }),
  );
  await services.settle();
  const personIds: string[] = [];
  for (const { birthDate, sex } of family.members) {
    const hukouKind = programme === 'URBAN_DIBAO' ? 'NON_AGRI' : 'AGRI';
    const identity = { idType: 'RESIDENT_ID', idNo: anIdNo(birthDate, sex), name: '张伟', sex, birthDate };
    const body = { ...identity, hukouDivision: village, hukouKind };
    const call = { token, purpose: 'ASSESS_BENEFIT', caseId: draft.caseId, body } as const;
    personIds.push(expected(await services.get('people').call(registerPerson, call)).personId ?? '');
  }
  const members = family.members.map(({ birthDate: _, sex: __, ...member }, n) => ({
    ...member,
    personId: personIds[n],
  }));
  const body = {
    ...householdBody(draft.id, members, personIds[0] ?? ''),
    hukouDivision: village,
    residenceDivision: village,
  };
  const household = expected(await app.call(createHousehold, { token, body }));
  const file = { id: draft.id, caseId: draft.caseId, village, householdId: household.id, personIds };
  await office.take(
    file,
    recordDeclaration as never,
    'TOWNSHIP_ACCEPTOR',
    declarationOf(office, family, file, omitted),
  );
  for (const kind of omitted.papers ?? papers) {
    const paper = { kind, sha256: scan(`${file.id}/${kind}`), pages: 1 };
    expected(await app.call(attachDocument, { token, params: { id: file.id }, body: paper }));
  }
  return file;
}

function declarationOf(office: Office, family: Family, file: CaseFile, omitted: Omitted): object {
  const month = monthOf(office.today());
  const periodFrom = firstDayOf(addMonthsToMonth(month, -family.windowMonths));
  const period = { periodFrom, periodTo: lastDayOf(addMonthsToMonth(month, -1)) };
  const incomes = family.incomes.map(({ of, ...income }) => ({
    ...income,
    ...period,
    personId: file.personIds[of],
    provenance: 'DECLARED',
  }));
  const statements = { nearRelatives: [], pledgeSignedOn: office.today() };
  return { incomes, assets: [], supporters: [], ...(omitted.declaration ?? statements) };
}

export const staffOf = (village: string) => ({
  one: { subject: `investigator-1-${village}`, personId: '00000000-0000-4000-8000-0000000000a1' },
  two: { subject: `investigator-2-${village}`, personId: '00000000-0000-4000-8000-0000000000a2' },
});

/** A proper visit of today. */
export function aVisit(office: Office, file: CaseFile, change: object = {}) {
  const { one, two } = staffOf(file.village);
  return {
    visitedOn: office.today(),
    investigators: [one, two],
    signedByApplicant: true,
    signedByInvestigators: true,
    photoSha256s: [1, 2, 3].map((n) => scan(`${file.id}/photo/${n}`)),
    neighboursVisited: 2,
    dwellingObserved: true,
    findings: '入户核实，与申报一致',
    ...change,
  };
}

/** A proper review of today: nine attendees, seven representatives. */
export function aReview(office: Office, file: CaseFile, change: object = {}, representatives = 7) {
  const attendee = { nearRelative: false, vote: 'YES', signed: true };
  return {
    heldOn: office.today(),
    chairSubject: `chair-${file.village}`,
    attendees: Array.from({ length: 9 }, (_, n) => ({
      ...attendee,
      role: n < representatives ? 'VILLAGER_REPRESENTATIVE' : 'VILLAGE_COMMITTEE',
    })),
    disputed: false,
    minutesSha256: scan(`${file.id}/minutes`),
    conclusion: '评议通过',
    ...change,
  };
}

/** A notice of today. */
export function aNotice(office: Office, file: CaseFile, round: 1 | 2, change: object = {}) {
  return {
    round,
    postedOn: office.today(),
    places: ['村务公开栏'],
    photoSha256: scan(`${file.id}/${round}`),
    ...change,
  };
}

export const opinion = { opinion: 'GRANT', text: '拟同意' };

const stages = [
  'INVESTIGATING',
  'INVESTIGATED',
  'REVIEWED',
  'TOWNSHIP_OPINION',
  'PUBLICITY_1',
  'SENT_TO_COUNTY',
  'COUNTY_OPINION',
  'PUBLICITY_2',
] as const;

/** Where a case may be brought. */
type Stage = (typeof stages)[number];

/** Brings a case from where it stands to a stage; the clock moves by the 8 days of a notice that must end. */
export async function bring(office: Office, file: CaseFile, to: Stage, found?: Partial<ReportFacts>): Promise<void> {
  const steps: Record<Stage, () => Promise<unknown>> = {
    INVESTIGATING: async () => {
      await office.take(file, acceptApplication, 'TOWNSHIP_ACCEPTOR', {});
      await office.report(file, found);
    },
    INVESTIGATED: async () => {
      await office.take(file, recordVisit, 'TOWNSHIP_INVESTIGATOR', aVisit(office, file));
      await office.take(file, completeInvestigation, 'TOWNSHIP_INVESTIGATOR', { text: '入户核实的情况与申报一致' });
    },
    REVIEWED: () => office.take(file, recordReview, 'TOWNSHIP_LEAD', aReview(office, file)),
    TOWNSHIP_OPINION: () => office.take(file, giveOpinion, 'TOWNSHIP_LEAD', opinion),
    PUBLICITY_1: () => office.take(file, postNotice, 'TOWNSHIP_ACCEPTOR', aNotice(office, file, 1)),
    SENT_TO_COUNTY: async () => {
      await office.later(8);
      await office.take(file, sendToCounty, 'TOWNSHIP_LEAD', { endPhotoSha256: scan(`${file.id}/end`) });
    },
    COUNTY_OPINION: () => office.take(file, countyOpinion, 'COUNTY_REVIEWER', opinion),
    PUBLICITY_2: () => office.take(file, postNotice, 'COUNTY_REVIEWER', aNotice(office, file, 2)),
  };
  const { state } = await office.application(file);
  const from = stages.map(String).indexOf(state) + 1;
  for (const stage of stages.slice(from, stages.indexOf(to) + 1)) await steps[stage]();
}

/** What a report found: an undeclared car. */
export function aCar(office: Office, file: CaseFile): Partial<ReportFacts> {
  const unknown = { valueFen: null, capitalFen: null, staffCount: null };
  const car = { personId: file.personIds[0] ?? '', kind: 'VEHICLE', usage: 'CAR', shareBp: 10_000 };
  return { verdict: 'EXCEEDS_ASSET', assets: [{ ...unknown, ...car, asOf: office.today(), confidence: 'HIGH' }] };
}

/** A case on which only the approval is left. */
export async function ripe(office: Office, file: CaseFile, found?: Partial<ReportFacts>): Promise<void> {
  await bring(office, file, 'PUBLICITY_2', found);
  await visitByCounty(office, file);
  await office.later(8);
}

/** The county's visit of today. */
export function visitByCounty(office: Office, file: CaseFile) {
  const body = { visitedOn: office.today(), findings: '抽查属实', confirmed: true };
  return office.take(file, recordSpotCheck, 'COUNTY_REVIEWER', body);
}
