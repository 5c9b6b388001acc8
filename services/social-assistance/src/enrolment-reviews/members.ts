import type {
  addMember as addOperation,
  CaseFacts,
  OperationInputOf,
  removeMember as removeOperation,
} from '@mz/contracts';
import { addMonthsToMonth, monthOf } from '@mz/domain';
import { type Context, fail, refusal } from '@mz/service-kit';
import { adjustEnrolment } from '../adjustments/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { parameterToday } from '../case-work/index.ts';
import { publishCase } from '../cases/index.ts';
import { declarationFaults } from '../declarations/index.ts';
import {
  type KnownMembers,
  knowMemberList,
  listCaseMembers,
  listCurrentMembers,
  type MemberInput,
  putAssessed,
  toMemberInput,
} from '../households/index.ts';
import { decideCase } from '../rules/index.ts';
import { refuseRelatives } from './conflicts.ts';
import { caseOf, currentFacts, withStops } from './facts.ts';
import { type Heading, isLate, type Told, toldFaults, withMember, withoutMember } from './members-rules.ts';
import { changeEnrolment, type EnrolmentRow, readExpectedEnrolment } from './rows.ts';
import { listStoppedPersons } from './stops.ts';
import { type Changed, toChanged } from './suspensions.ts';
import { openTask } from './tasks.ts';

type AddBody = OperationInputOf<typeof addOperation>['body'];
type RemoveBody = OperationInputOf<typeof removeOperation>['body'];

/** A change of members on its way: who it is about, the members after it, and what the new one brings. */
type MemberChange = {
  readonly act: 'ADDED' | 'REMOVED';
  readonly personId: string;
  readonly reason: string;
  readonly told: Told;
  readonly known: KnownMembers;
  readonly brought: Pick<CaseFacts, 'incomes' | 'assets'>;
};

const law = '最低生活保障审核审批办法(试行)(民发〔2012〕220号)第六条';

/** Somebody joins an enrolled household: the amount is computed with them from the next month. */
export async function addMember(kit: AppKit, ctx: Context, id: string, body: AddBody): Promise<Changed> {
  const { member, reason, incomes = [], assets = [], ...rest } = body;
  requireTold(kit, rest);
  const faults = declarationFaults(
    { incomes, assets, supporters: [] },
    { memberIds: new Set([member.personId]), documentIds: new Set() },
  );
  if (faults.length > 0) throw refusal(faults);
  const { known, personId } = await ask(kit, ctx, id, {
    heading: rest,
    personId: member.personId,
    after: (members) => withMember(members, member, rest),
  });
  const brought = {
    incomes: incomes.map((income) => ({ ...income, personId })),
    assets: assets.map((asset) => ({ ...asset, personId })),
  };
  const change = { act: 'ADDED', personId, reason, told: rest, known, brought } as const;
  return changeEnrolment(kit, ctx, id, (work, enrolment) => changeMembers(work, enrolment, change));
}

/** Somebody leaves an enrolled household or counts no longer: the amount is computed without them from the next month. */
export async function removeMember(kit: AppKit, ctx: Context, id: string, body: RemoveBody): Promise<Changed> {
  const { personId, reason, ...rest } = body;
  requireTold(kit, rest);
  const { known } = await ask(kit, ctx, id, {
    heading: rest,
    personId,
    after(members) {
      if (!members.some((member) => member.personId === personId)) {
        throw fail('PERSON_NOT_IN_HOUSEHOLD', { pointer: '/body/personId' });
      }
      return withoutMember(members, { personId, reason, ...rest }, rest);
    },
  });
  const brought = { incomes: [], assets: [] };
  const change = { act: 'REMOVED', personId, reason, told: rest, known, brought } as const;
  return changeEnrolment(kit, ctx, id, (work, enrolment) => changeMembers(work, enrolment, change));
}

function requireTold(kit: AppKit, told: Told): void {
  const faults = toldFaults(told, kit.clock.today());
  if (faults.length > 0) throw refusal(faults);
}

/** What people says of the members after the change; asked before the transaction opens, after what can be refused without it. */
async function ask(
  kit: AppKit,
  ctx: Context,
  id: string,
  change: {
    readonly heading: Heading;
    readonly personId: string;
    readonly after: (members: readonly MemberInput[]) => MemberInput[];
  },
): Promise<{ readonly known: KnownMembers; readonly personId: string }> {
  const enrolment = await readExpectedEnrolment(kit, ctx, id);
  requireEnrolled(enrolment);
  await refuseRelatives(kit, ctx, enrolment);
  const { householdId, applicationId } = enrolment;
  const { current, headPersonId } = await kit.read(ctx, async (db) => {
    const household = db.selectFrom('household').select('headPersonId').where('id', '=', householdId);
    const rows = await listCurrentMembers(db, householdId);
    return { current: rows.map(toMemberInput), ...(await household.executeTakeFirstOrThrow()) };
  });
  const list = { members: change.after(current), headPersonId: change.heading.headPersonId ?? headPersonId };
  const known = await knowMemberList(kit, ctx, applicationId, list);
  return { known, personId: known.canonical.get(change.personId) ?? change.personId };
}

function requireEnrolled({ state }: EnrolmentRow): void {
  if (state !== 'ACTIVE' && state !== 'SUSPENDED') throw fail('STATE_TRANSITION_INVALID');
}

async function changeMembers(work: Work, enrolment: EnrolmentRow, change: MemberChange): Promise<Changed> {
  const { kit, unit } = work;
  requireEnrolled(enrolment);
  const row = await caseOf(work, enrolment);
  const late = isLate(change.told, await parameterToday(work, row, 'members.report_days'));
  const before = await currentFacts(work, enrolment);
  await putAssessed(work, row, {
    householdId: enrolment.householdId,
    known: change.known,
    applyAlone: before.applyAlone,
  });
  await publishCase(work, row);
  const facts = await factsAfter(work, enrolment, { before, change });
  const fromMonth = addMonthsToMonth(monthOf(kit.clock.today()), 1);
  const changeId = kit.newId();
  const adjusted = await adjustEnrolment(work, enrolment.id, {
    cause: 'MEMBERS',
    outcome: 'CHANGED',
    causeId: changeId,
    fromMonth,
    facts,
    reasons: [{ code: `MEMBER_${change.act}`, legalBasis: law, text: '家庭成员发生变化，自下月起重新计算保障金额。' }],
  });
  await recordChange(work, enrolment, { id: changeId, change, late, decisionId: adjusted.decisionId });
  if (decideCase(facts).outcome === 'REFUSE') {
    const detail = { personId: change.personId, kind: change.act };
    await openTask({ kit, unit }, enrolment, { kind: 'MEMBERS_CHANGED', cause: changeId, detail });
  }
  return toChanged(work, enrolment.id, { adjusted, fromMonth, late });
}

/** The facts that held, for the members of now: incomes and assets of those who left are gone, the new one's are there. */
async function factsAfter(
  work: Work,
  enrolment: EnrolmentRow,
  given: { readonly before: CaseFacts; readonly change: MemberChange },
): Promise<CaseFacts> {
  const { before, change } = given;
  const { db } = work.unit;
  const listed = await listCaseMembers(db, enrolment.householdId, change.known.facts);
  const members = withStops(listed, await listStoppedPersons(db, enrolment.id));
  const ids = new Set(members.map(({ personId }) => personId));
  const isOurs = ({ personId }: { readonly personId: string }): boolean => ids.has(personId);
  const anew = change.brought.incomes.length + change.brought.assets.length > 0 ? change.personId : undefined;
  const isKept = (item: { readonly personId: string }): boolean => isOurs(item) && item.personId !== anew;
  return {
    ...before,
    decidedOn: work.kit.clock.today(),
    members,
    incomes: [...before.incomes.filter(isKept), ...change.brought.incomes],
    assets: [...before.assets.filter(isKept), ...change.brought.assets],
  };
}

async function recordChange(
  { kit, ctx, unit }: Work,
  enrolment: EnrolmentRow,
  made: { readonly id: string; readonly change: MemberChange; readonly late: boolean; readonly decisionId: string },
): Promise<void> {
  const { id, change, late, decisionId } = made;
  const { act, personId, reason, told } = change;
  await unit.db
    .insertInto('memberChange')
    .values({
      id,
      enrolmentId: enrolment.id,
      personId,
      act,
      reason,
      happenedOn: told.happenedOn,
      reportedOn: told.reportedOn,
      late,
      decisionId,
      recordedBy: ctx.actor.subject,
      recordedAt: kit.clock.wall(),
    })
    .execute();
  unit.audit({
    action: act === 'ADDED' ? 'enrolments.addMember' : 'enrolments.removeMember',
    recordType: 'enrolment',
    recordId: enrolment.id,
    after: { personId, reason, late },
    decisionId,
  });
}
