import type { ChangeDraft } from '@mz/contracts';
import { fail, refusal } from '@mz/service-kit';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { approvalOf, getProposalForUpdate, isDocNo, issuersOf, letterOf } from '../proposals/index.ts';
import { baseOf } from './base.ts';
import { type ChangePlan, planChange } from './plan.ts';
import { findCorrection, getChangeForUpdate, isDocTaken, listItemsOn, listRowsAround } from './queries.ts';
import { type ChangeFault, checkChange } from './rules.ts';

type Proposal = Awaited<ReturnType<typeof getProposalForUpdate>>;
type Approval = NonNullable<Awaited<ReturnType<typeof approvalOf>>>;

/** What a change rests on: an approved proposal with its letter, or a published change that was wrong. */
export type Origin =
  | { readonly kind: 'PROPOSAL'; readonly proposal: Proposal; readonly approval: Approval }
  | { readonly kind: 'CORRECTION'; readonly corrects: Awaited<ReturnType<typeof getChangeForUpdate>> };

/** Finds what a change rests on; throws when it may not, and when the letter is not the one that approved it. */
export async function requireOrigin(work: Work, changeId: string, draft: ChangeDraft): Promise<Origin> {
  const { proposalId, correctsId } = draft;
  if ((proposalId === undefined) === (correctsId === undefined)) {
    throw fail('INPUT_INVALID', { pointer: '/body/proposalId' });
  }
  const { docNo = '' } = draft;
  if (!isDocNo(docNo)) throw fail('DOC_REQUIRED', { pointer: '/body/docNo' });
  const origin = correctsId === undefined ? await ofProposal(work, draft) : await ofCorrection(work, correctsId);
  if (await isDocTaken(work.unit.db, { authority: draft.authority, docNo, changeId })) {
    throw fail('DOC_DUPLICATE', { pointer: '/body/docNo' });
  }
  return origin;
}

/** Checks a change on the rows as they stand and plans what it writes; throws every reason against it. */
export async function requirePlan(
  { kit, db }: { readonly kit: AppKit; readonly db: Db },
  changeId: string,
  draft: ChangeDraft,
): Promise<ChangePlan> {
  const base = await loadBase(db, draft);
  const faults = checkChange(draft, base);
  if (faults.length > 0) throw refusal(faults);
  const { plan, faults: below } = planChange(draft, base, { changeId, newId: () => kit.newId() });
  if (below.length > 0) throw refusal(below.slice(0, shownFaults));
  return plan;
}

const shownFaults = 100;

async function loadBase(db: Db, draft: ChangeDraft) {
  const { effectiveOn, correctsId } = draft;
  const codes = [...draft.items.flatMap((item) => [item.fromCode, item.toCode]), ...draft.units.map((one) => one.code)];
  const [rows, sameDay] = await Promise.all([listRowsAround(db, { codes, correctsId }), listItemsOn(db, effectiveOn)]);
  return baseOf({ effectiveOn, rows, sameDay, correctsId });
}

async function ofProposal(work: Work, draft: ChangeDraft): Promise<Origin> {
  const proposal = await getProposalForUpdate(work.unit.db, draft.proposalId ?? '');
  if (proposal.state !== 'APPROVED') throw fail('PROPOSAL_NOT_APPROVED', { pointer: '/body/proposalId' });
  const approval = await approvalOf(work, proposal);
  // The machine leads to APPROVED by a confirmed letter alone.
  if (approval === undefined) throw new Error(`proposal ${proposal.id} is approved without a letter`);
  const faults = checkLetterOf(draft, approval, proposal);
  if (faults.length > 0) throw refusal(faults);
  return { kind: 'PROPOSAL', proposal, approval };
}

function checkLetterOf(draft: ChangeDraft, approval: Approval, proposal: Proposal): ChangeFault[] {
  const issuers: readonly string[] = issuersOf(proposal.decidedBy as Parameters<typeof issuersOf>[0]);
  const isCompetent = issuers.includes(draft.authority) && draft.authority === approval.authority;
  const isSame = letterOf(draft.docNo ?? '') === approval.docNo && draft.approvedOn === approval.decidedOn;
  return [
    ...(isCompetent ? [] : [{ code: 'AUTHORITY_NOT_COMPETENT', pointer: '/body/authority' }]),
    ...(isSame ? [] : [{ code: 'DOC_REQUIRED', pointer: '/body/docNo' }]),
  ];
}

async function ofCorrection(work: Work, correctsId: string): Promise<Origin> {
  const { db } = work.unit;
  const corrects = await getChangeForUpdate(db, correctsId);
  const isOpen = corrects.status === 'PUBLISHED' || corrects.status === 'CORRECTED';
  if (!isOpen || (await findCorrection(db, correctsId)) !== undefined) {
    throw fail('CORRECTION_NOT_ALLOWED', { pointer: '/body/correctsId' });
  }
  return { kind: 'CORRECTION', corrects };
}
