import { randomUUID } from 'node:crypto';
import type { CaseFacts } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { capsuleHash } from '@mz/domain';
import type { AppKit, Work } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import { aHousehold, anApplication, aVillage, inUnit } from '../factories.ts';
import { aCase, aMember, anIncome, aRuralCase } from '../rules/factories.ts';
import { caseCapsule, decideCase } from '../rules/index.ts';

/** How an enrolment of a test differs from the usual one. */
export interface EnrolmentOverrides {
  readonly programme?: CaseFacts['programme'];
  readonly divisionCode?: string;
  /** How many members, none of whom can work. */
  readonly members?: number;
  /** Wage of the head in the six months of the window, in fen. */
  readonly wageFen?: number;
  readonly fromMonth?: string;
  readonly lastMonth?: string;
  readonly state?: string;
  readonly nextReviewOn?: string;
  readonly approvedBy?: string;
  /** With a payee whose account is usable from this day. */
  readonly payeeFrom?: string;
}

/** An enrolled household of a test. */
export interface TestEnrolment {
  readonly id: string;
  readonly applicationId: string;
  readonly decisionId: string;
  readonly personIds: readonly string[];
  readonly payeeId: string | null;
}

/** A household as it stands after its approval on 2014-05-16: decision with capsule, enrolment; no month computed yet. */
export async function anEnrolment(kit: AppKit, overrides: EnrolmentOverrides = {}): Promise<TestEnrolment> {
  const { programme = 'URBAN_DIBAO', divisionCode = aVillage, members = 3, wageFen = 540_000 } = overrides;
  const application = await anApplication(kit, { state: 'APPROVED', programme, divisionCode });
  const given = Array.from({ length: members }, (_, index) => ({ ...aMember(index + 1), personId: randomUUID() }));
  const { householdId, personIds } = await aHousehold(
    kit,
    application,
    given.map(({ personId, relationToHead, legalDutyOfSupport }) => ({
      personId,
      relationToHead,
      ...(legalDutyOfSupport === undefined ? {} : { legalDutyOfSupport }),
    })),
  );
  const facts = factsOf({ programme, divisionCode, members: given, wageFen });
  return inUnit(kit, async (work) => {
    const decisionId = await insertDecision(work, application, facts);
    const payeeId = overrides.payeeFrom === undefined ? null : kit.newId();
    const id = await insertEnrolment(work, application, { householdId, decisionId, payeeId, overrides });
    return { id, applicationId: application.id, decisionId, personIds, payeeId };
  });
}

function factsOf(given: {
  readonly programme: CaseFacts['programme'];
  readonly divisionCode: string;
  readonly members: CaseFacts['members'];
  readonly wageFen: number;
}): CaseFacts {
  const { programme, divisionCode, members, wageFen } = given;
  const incomes = wageFen === 0 ? [] : [anIncome({ personId: members[0]?.personId ?? '', amountFen: wageFen })];
  const base = programme === 'URBAN_DIBAO' ? aCase() : aRuralCase();
  const hukouKind = programme === 'URBAN_DIBAO' ? 'NON_AGRI' : 'AGRI';
  return { ...base, divisionCode, incomes, members: members.map((member) => ({ ...member, hukouKind })) };
}

async function insertDecision({ kit, unit }: Work, { id }: ApplicationRow, facts: CaseFacts): Promise<string> {
  const decisionId = kit.newId();
  const capsule = caseCapsule(facts, decideCase(facts), id);
  const hash = capsuleHash(capsule);
  await unit.db
    .insertInto('decision')
    .values({
      id: decisionId,
      applicationId: id,
      outcome: 'APPROVED',
      decidedOn: facts.decidedOn,
      notice: jsonb({}),
      capsule: jsonb(capsule),
      capsuleHash: hash,
      seal: jsonb(kit.sealer.seal(hash)),
      decidedBy: 'test-approver',
      recordedAt: kit.clock.wall(),
    })
    .execute();
  return decisionId;
}

async function insertEnrolment(
  { kit, unit }: Work,
  application: ApplicationRow,
  made: {
    readonly householdId: string;
    readonly decisionId: string;
    readonly payeeId: string | null;
    readonly overrides: EnrolmentOverrides;
  },
): Promise<string> {
  const { householdId, decisionId, payeeId, overrides } = made;
  const id = kit.newId();
  await unit.db
    .insertInto('enrolment')
    .values({
      id,
      applicationId: application.id,
      householdId,
      programme: application.programme,
      state: overrides.state ?? 'ACTIVE',
      class: 'B',
      eventDivisionCode: application.currentDivisionCode,
      currentDivisionCode: application.currentDivisionCode,
      fromMonth: overrides.fromMonth ?? '2014-06',
      lastMonth: overrides.lastMonth ?? null,
      amountFen: 54_000,
      certificateNo: `D-${id}`,
      payeeId,
      payeePersonId: payeeId === null ? null : randomUUID(),
      payeeUsableFrom: overrides.payeeFrom ?? null,
      nextReviewOn: overrides.nextReviewOn ?? '2014-11-16',
      decisionId,
      approvedBy: overrides.approvedBy ?? 'test-approver',
      createdAt: kit.clock.wall(),
    })
    .execute();
  const assessed = { id: kit.newId(), enrolmentId: id, decisionId, fromMonth: overrides.fromMonth ?? '2014-06' };
  await unit.db
    .insertInto('assessment')
    .values({ ...assessed, recordedAt: kit.clock.wall() })
    .execute();
  await unit.db.updateTable('application').set({ enrolmentId: id }).where('id', '=', application.id).execute();
  return id;
}
