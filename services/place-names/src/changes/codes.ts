import { type DivisionChangeFile, divisionCodePublished } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { followCodePublication } from '../proposals/index.ts';
import { type ChangeRow, getChangeFile, getChangeForUpdate } from './queries.ts';
import { finaliseCodes, nextTableVersion } from './write-plan.ts';

const province = '370000000000';

/** The first of two people of the province: the day on which the provisional codes of a change become final. */
export function proposeCodes(
  kit: AppKit,
  ctx: Context,
  { id, publishedOn }: { readonly id: string; readonly publishedOn: string },
): Promise<DivisionChangeFile> {
  return kit.write(ctx, async (unit) => {
    const row = await getChangeForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: province });
    requireProvisional(row);
    // Codes are published after the approval, and nobody knows today what is published tomorrow.
    if (publishedOn < row.approvedOn || publishedOn > kit.clock.today()) {
      throw fail('DATE_NOT_ALLOWED', { pointer: '/body/publishedOn' });
    }
    await unit.db
      .updateTable('divisionChange')
      .set({ codesProposedOn: publishedOn, codesProposedBy: ctx.actor.subject, version: row.version + 1 })
      .where('changeId', '=', id)
      .execute();
    unit.audit({ action: ctx.operationId, recordType: 'division_change', recordId: id, after: { publishedOn } });
    return getChangeFile(unit.db, id);
  });
}

/** The second: the codes are final, and every service that holds divisions hears of it. */
export function publishCodes(kit: AppKit, ctx: Context, id: string): Promise<DivisionChangeFile> {
  return kit.write(ctx, async (unit) => {
    const row = await getChangeForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    requireProvisional(row);
    const { codesProposedOn: publishedOn, codesProposedBy } = row;
    if (publishedOn === null || codesProposedBy === null) throw fail('CODES_NOT_PROPOSED');
    kit.authorize(ctx, {
      divisionCode: province,
      separatedFrom: [{ subject: codesProposedBy, code: 'SEPARATION_OF_DUTIES' }],
    });
    const tableVersion = await nextTableVersion(unit.db);
    const codes = await finaliseCodes(unit.db, id, kit.clock.wall());
    await unit.db
      .updateTable('divisionChange')
      .set({ codePublishedOn: publishedOn, codesPublishedBy: ctx.actor.subject, version: row.version + 1 })
      .where('changeId', '=', id)
      .execute();
    if (row.proposalId !== null) {
      await followCodePublication({ kit, ctx, unit }, { proposalId: row.proposalId, publishedOn });
    }
    unit.publish(divisionCodePublished, {
      subject: id,
      divisionCode: province,
      aggregateVersion: row.version + 1,
      data: { publicationId: kit.newId(), codes, publishedOn },
    });
    const after = { publishedOn, tableVersion, codes: codes.length };
    unit.audit({ action: ctx.operationId, recordType: 'division_change', recordId: id, after });
    return getChangeFile(unit.db, id);
  });
}

function requireProvisional({ status, codePublishedOn }: ChangeRow): void {
  if (status === 'DRAFT') throw fail('STATE_TRANSITION_INVALID');
  if (codePublishedOn !== null) throw fail('CODES_FINAL');
}
