import type {
  closeConsultation as closeOperation,
  OperationInputOf,
  openConsultation as openOperation,
  ProposalFile,
} from '@mz/contracts';
import { addDays, type DivisionType, publicityEnd } from '@mz/domain';
import { type Context, fail, refusal } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { changeProposal } from './commands.ts';
import { moveProposal, saveProposal, writeStep } from './move.ts';
import { listDocuments } from './papers.ts';
import { readClocks } from './parameters.ts';
import type { Route } from './route.ts';
import { neededPapers } from './rules.ts';

type Opening = OperationInputOf<typeof openOperation>['body'];
type Result = OperationInputOf<typeof closeOperation>['body'];

/** Asks the public from today on, long enough. */
export function openConsultation(
  kit: AppKit,
  ctx: Context,
  { id, body }: { readonly id: string; readonly body: Opening },
): Promise<ProposalFile> {
  return changeProposal(kit, ctx, id, async (work, row) => {
    if (row.state !== 'LIVELIHOOD_ASSESSED') throw fail('STATE_TRANSITION_INVALID');
    const today = kit.clock.today();
    const { consultationDays } = await readClocks(work.unit.db, today);
    // The day of posting is day 0, as with every public notice.
    if (body.untilDay < publicityEnd(today, consultationDays).endsOn) {
      throw fail('CONSULTATION_TOO_SHORT', { pointer: '/body/untilDay' });
    }
    const saved = await saveProposal(work, row, {
      consultationFrom: today,
      consultationUntil: body.untilDay,
      consultationPlace: body.place,
    });
    await writeStep(work, saved, { action: 'openConsultation', fromState: row.state, reason: null });
    return saved;
  });
}

/** After the last day, with the resolutions attached: the public was heard. */
export function closeConsultation(
  kit: AppKit,
  ctx: Context,
  { id, body }: { readonly id: string; readonly body: Result },
): Promise<ProposalFile> {
  return changeProposal(kit, ctx, id, async (work, row) => {
    const { consultationUntil } = row;
    if (row.state !== 'LIVELIHOOD_ASSESSED' || consultationUntil === null) throw fail('STATE_TRANSITION_INVALID');
    if (kit.clock.today() < addDays(consultationUntil, 1)) throw fail('CONSULTATION_RUNNING');
    const attached = (await listDocuments(work.unit.db, id)).map((one) => one.kind);
    // The contract and the table checked both when they were written.
    const needed = neededPapers(row.unitType as DivisionType, row.decidedBy as Route['decidedBy']);
    const lacking = needed.filter((kind) => !attached.includes(kind));
    if (lacking.length > 0) throw refusal(lacking.map((detail) => ({ code: 'RESOLUTION_MISSING', detail })));
    return moveProposal(work, row, {
      action: 'consult',
      set: {
        opinionsFor: body.opinionsFor,
        opinionsAgainst: body.opinionsAgainst,
        consultationSummary: body.summary,
      },
    });
  });
}
