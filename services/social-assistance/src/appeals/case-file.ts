import type { ScheduledJob } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { type ApplicationRow, asApplicationRow, saveChange, startClock } from '../applications/index.ts';
import { closeCase, publishCase } from '../cases/index.ts';
import { claimMembership } from '../membership/index.ts';

/** A refused case that was closed is open again for reads while an appeal runs. */
export async function keepCaseOpen(work: Work, row: ApplicationRow): Promise<void> {
  if (row.state !== 'REJECTED' || row.caseOpenUntil !== null) return;
  const caseOpenUntil = work.kit.clock.today();
  await work.unit.db.updateTable('application').set({ caseOpenUntil }).where('id', '=', row.id).execute();
  await publishCase(work, { ...row });
}

/** A refusal that was changed: the case goes back to who refused it, and its members are counted again. */
export async function reopenCase(work: Work, row: ApplicationRow): Promise<void> {
  const today = work.kit.clock.today();
  const owner = { id: row.id, divisionCode: row.currentDivisionCode };
  const byTownship = row.state === 'REJECTED_BY_TOWNSHIP';
  const to = byTownship ? 'INVESTIGATING' : 'REINVESTIGATING';
  if (!byTownship && row.householdId !== null) await claimAgain(work, row.householdId);
  const set = { decisionId: null, caseOpenUntil: null };
  const saved = await saveChange(work, row, { action: 'reopen', to, set });
  await startClock(work, owner, byTownship ? 'INVESTIGATION' : 'REINVESTIGATION', today);
  await publishCase(work, saved);
}

async function claimAgain({ unit }: Work, householdId: string): Promise<void> {
  const members = await unit.db
    .selectFrom('householdMember')
    .select('personId')
    .where('householdId', '=', householdId)
    .where('validTo', 'is', null)
    .where('counted', '=', true)
    .execute();
  await claimMembership(
    unit.db,
    householdId,
    members.map(({ personId }) => ({ personId, pointer: '' })),
  );
}

/** Closes refused cases whose terms of appeal are over and of which no appeal is open (handbook §5.4). */
export function closeRefusedCases(kit: AppKit): ScheduledJob {
  return {
    name: 'cases.close',
    every: { dailyAt: '00:40' },
    async run(ctx) {
      const today = kit.clock.today();
      return kit.write(ctx, async (unit) => {
        const rows = await unit.db
          .selectFrom('application')
          .selectAll()
          .where('state', '=', 'REJECTED')
          .where('caseOpenUntil', '<', today)
          .where(sql<SqlBool>`not exists (
            select from appeal where appeal.application_id = application.id and appeal.state = 'OPEN')`)
          .orderBy('id')
          .forUpdate()
          .execute();
        for (const row of rows) {
          await unit.db.updateTable('application').set({ caseOpenUntil: null }).where('id', '=', row.id).execute();
          await closeCase({ kit, ctx, unit }, asApplicationRow(row));
          unit.audit({ action: 'cases.close', recordType: 'application', recordId: row.id, after: { closed: true } });
        }
        return { done: rows.length };
      });
    },
  };
}
