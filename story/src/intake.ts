import type { StoryHousehold } from '@mz/population';
import type { Answer } from './http.ts';
import { needStatus, type Stage, scan, textOf } from './stage.ts';

/** A household on its way through the platform. */
export interface StoryCase {
  readonly key: string;
  readonly story: StoryHousehold;
  /** Account prefix of the offices in charge: `lixia-`, `caoxian-`. */
  readonly office: string;
  readonly applicationId: string;
  readonly caseId: string;
  /** Person ids in the order of the household's members. */
  readonly personIds: readonly string[];
  readonly householdId: string;
}

const assistance = '/api/social-assistance/v1';

/** Opens a draft, registers the persons, puts the household together, declares, submits, signs: up to the acceptor's desk. */
export async function takeIn(stage: Stage, key: string, story: StoryHousehold, office: string): Promise<StoryCase> {
  const acceptor = stage.as(`${office}acceptor`);
  const draft = needStatus(
    stage,
    `${key}.draft`,
    await acceptor.post(`${assistance}/applications`, {
      body: { programme: story.programme, divisionCode: story.household.divisionCode, filedBy: 'HEAD' },
    }),
    201,
  );
  const applicationId = textOf(draft, 'id');
  const caseId = textOf(draft, 'caseId');
  const personIds = await registerPersons(stage, key, story, { office, caseId });
  const householdId = await createHousehold(stage, key, story, { office, applicationId, personIds });
  const opened: StoryCase = { key, story, office, applicationId, caseId, personIds, householdId };
  await declare(stage, opened);
  await attachPapers(stage, opened);
  await step(stage, opened, `${key}.submit`, `${office}acceptor`, 'submission', { submittedOn: '2014-04-28' });
  await signAuthorizations(stage, opened);
  return opened;
}

async function registerPersons(
  stage: Stage,
  key: string,
  story: StoryHousehold,
  { office, caseId }: { office: string; caseId: string },
): Promise<string[]> {
  const acceptor = stage.as(`${office}acceptor`);
  const ids: string[] = [];
  for (const [index, person] of story.household.members.entries()) {
    const { idNo, name, sex, birthDate, hukouKind, divisionCode, maritalStatus, ethnicity } = person;
    const answer = await acceptor.post('/api/people/v1/persons', {
      purpose: 'ASSESS_BENEFIT',
      caseId,
      body: {
        idType: 'RESIDENT_ID',
        idNo,
        name,
        sex,
        birthDate,
        hukouDivision: divisionCode,
        hukouKind,
        maritalStatus,
        ethnicity,
      },
    });
    ids.push(textOf(needStatus(stage, `${key}.register.${index + 1}`, answer, 200), 'personId'));
  }
  return ids;
}

async function createHousehold(
  stage: Stage,
  key: string,
  story: StoryHousehold,
  { office, applicationId, personIds }: { office: string; applicationId: string; personIds: readonly string[] },
): Promise<string> {
  const members = story.household.members.map((person, index) => ({
    personId: personIds[index],
    relationToHead: person.relationToHead,
    ...occupationOf(person),
  }));
  const answer = await stage.as(`${office}acceptor`).post(`${assistance}/households`, {
    body: {
      applicationId,
      headPersonId: personIds[0],
      hukouDivision: story.household.divisionCode,
      residenceDivision: story.household.divisionCode,
      povertyCause: 'UNEMPLOYED',
      housingType: '自有住房',
      members,
    },
  });
  return textOf(needStatus(stage, `${key}.household`, answer, 201), 'id');
}

type Person = StoryHousehold['household']['members'][number];

/** The grown-up children study full time; a couple farms, or one earns and the other is registered as unemployed; the old cannot work. */
function occupationOf(person: Person): Record<string, unknown> {
  const isChild = person.relationToHead === '20' || person.relationToHead === '30';
  if (isChild) {
    return { inSchool: 'BACHELOR', fullTime: true, labourCapacity: 'IN_SCHOOL', employmentStatus: 'STUDENT' };
  }
  if (person.birthDate < '1954-04-28') {
    return { inSchool: 'NONE', fullTime: false, labourCapacity: 'NONE', employmentStatus: 'UNABLE' };
  }
  const working = { inSchool: 'NONE', fullTime: false, labourCapacity: 'FULL' };
  if (person.hukouKind === 'AGRI') return { ...working, employmentStatus: 'FARMING' };
  if (person.wage) return { ...working, employmentStatus: 'EMPLOYED' };
  return { ...working, employmentStatus: 'REG_UNEMPLOYED', noIncomeReason: 'REG_UNEMPLOYED' };
}

/** The window: 6 full months before the month of application in towns, 12 in the country. */
function periodOf(story: StoryHousehold): { periodFrom: string; periodTo: string; months: number } {
  const urban = story.programme === 'URBAN_DIBAO';
  return { periodFrom: urban ? '2013-10-01' : '2013-04-01', periodTo: '2014-03-31', months: urban ? 6 : 12 };
}

async function declare(stage: Stage, opened: StoryCase): Promise<void> {
  const { periodFrom, periodTo, months } = periodOf(opened.story);
  const refs = opened.story.household.members.map((person) => person.ref);
  const incomes = opened.story.declaredIncomes.map((income) => ({
    personId: opened.personIds[refs.indexOf(income.personRef)],
    type: income.type,
    amountFen: income.per === 'MONTH' ? income.amountFen * months : income.amountFen,
    periodFrom,
    periodTo,
    provenance: 'DECLARED',
  }));
  const answer = await stage
    .as(`${opened.office}acceptor`)
    .put(`${assistance}/applications/${opened.applicationId}/declaration`, {
      ifMatch: (await current(stage, opened)).version,
      body: { incomes, assets: [], supporters: [], nearRelatives: [], pledgeSignedOn: '2014-04-28' },
    });
  needStatus(stage, `${opened.key}.declare`, answer, 200);
}

async function attachPapers(stage: Stage, opened: StoryCase): Promise<void> {
  for (const kind of ['APPLICATION_FORM', 'ID_COPY', 'HUKOU_COPY', 'PLEDGE']) {
    const answer = await stage
      .as(`${opened.office}acceptor`)
      .post(`${assistance}/applications/${opened.applicationId}/documents`, {
        body: { kind, sha256: scan(`${opened.key}/${kind}`), pages: 2 },
      });
    needStatus(stage, `${opened.key}.paper.${kind}`, answer, 201);
  }
}

async function signAuthorizations(stage: Stage, opened: StoryCase): Promise<void> {
  const clerk = stage.as(`${opened.office}clerk`);
  for (const [index, adult] of opened.story.adults.entries()) {
    const personId = opened.personIds[opened.story.household.members.findIndex((one) => one.ref === adult.ref)];
    const answer = await clerk.post('/api/income-verification/v1/authorizations', {
      purpose: 'VERIFY_MEANS',
      body: {
        caseId: opened.caseId,
        divisionCode: opened.story.household.divisionCode,
        grantorPersonId: personId,
        supporter: false,
        scopeItems: authorizedItems,
        scopePurposes: ['DIBAO'],
        continuous: true,
        signedOn: '2014-04-28',
        method: 'WET_INK',
        documentSha256: scan(`${opened.key}/authorization/${index}`),
        witnessSubject: `${opened.office}clerk`,
      },
    });
    const signed = needStatus(stage, `${opened.key}.authorize.${index + 1}`, answer, 201);
    if (index === 0 && opened.key === 'a' && stage.sabotaged('authorization-revoked')) {
      await clerk.post(`/api/income-verification/v1/authorizations/${textOf(signed, 'id')}/revocation`, {
        ifMatch: signed.version,
        body: { revokedOn: '2014-04-28', documentSha256: scan('revocation') },
      });
    }
  }
  await stage.settle();
}

const authorizedItems = [
  'HUKOU',
  'VEHICLE',
  'PENSION',
  'RESIDENT_PENSION',
  'CONTRIBUTION',
  'BUSINESS_REG',
  'REAL_ESTATE',
  'FUND',
  'IIT_WAGE',
  'MARRIAGE',
  'CREMATION',
  'BENEFIT',
  'DEPOSIT',
];

/** The application as it stands now. */
export async function current(
  stage: Stage,
  opened: Pick<StoryCase, 'office' | 'applicationId'>,
): Promise<Answer['body']> {
  const answer = await stage.as(`${opened.office}reviewer`).get(`${assistance}/applications/${opened.applicationId}`);
  if (answer.status !== 200) throw new Error(`The application cannot be read: ${answer.text}`);
  return answer.body;
}

/** Tries a step of the case with the current version; the caller judges the answer. */
export async function attempt(
  stage: Stage,
  opened: Pick<StoryCase, 'office' | 'applicationId'>,
  account: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  const { version } = await current(stage, opened);
  return stage
    .as(account)
    .post(`${assistance}/applications/${opened.applicationId}/${path}`, { ifMatch: version, body });
}

/** A step that must succeed. */
export async function step(
  stage: Stage,
  opened: Pick<StoryCase, 'office' | 'applicationId'>,
  id: string,
  account: string,
  path: string,
  body: unknown,
): Promise<Answer['body']> {
  return needStatus(stage, id, await attempt(stage, opened, account, path, body), 200);
}
