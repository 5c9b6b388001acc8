import type {
  attachProposalDocument,
  draftProposal as draftOperation,
  giveProposalOpinion,
  OperationInputOf,
  OperationOutputOf,
  Proposal,
  ProposalFile,
} from '@mz/contracts';
import { divisionLevel, isWithinDivision } from '@mz/domain';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { type CodeTables, versionsOn } from '../divisions/index.ts';
import { moveProposal, publishStage, saveProposal, writeStep } from './move.ts';
import { getProposalForUpdate, proposalFile, toOpinion } from './queries.ts';
import { levelOfType, type Route, routeOf } from './route.ts';
import { type ProposalRow, toProposal } from './shapes.ts';

/** What the commands of this feature work with. */
export interface Proposals {
  readonly kit: AppKit;
  readonly tables: CodeTables;
}

type Draft = OperationInputOf<typeof draftOperation>['body'];
type Paper = OperationInputOf<typeof attachProposalDocument>['body'];
type Opinion = OperationInputOf<typeof giveProposalOpinion>['body'];

/** Drafts a proposal by the route of today's law. */
export async function draftProposal(proposals: Proposals, ctx: Context, body: Draft): Promise<Proposal> {
  const { kit } = proposals;
  const route = await checkDraft(proposals, ctx, body);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const row = await insertProposal(work, body, route);
    await writeStep(work, row, { action: 'draft', fromState: null, reason: null });
    publishStage(work, row, null);
    return toProposal(row);
  });
}

/** Writes a draft or a returned proposal anew; what was signed, said or decided about the old text is void. */
export async function reviseProposal(
  proposals: Proposals,
  ctx: Context,
  { id, body }: { readonly id: string; readonly body: Draft },
): Promise<Proposal> {
  const { kit } = proposals;
  const route = await checkDraft(proposals, ctx, body);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const row = await getProposalForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    if (body.sponsorDivision !== row.divisionCode) {
      throw fail('SPONSOR_NOT_AFFECTED', { pointer: '/body/sponsorDivision' });
    }
    const saved = await moveProposal(work, row, {
      action: 'revise',
      set: { ...contentOf(body, route), ...nothingYet },
    });
    await voidPapers(work, id);
    return toProposal(saved);
  });
}

/** What was found out about an old text. */
const nothingYet = {
  riskLevel: null,
  planConformity: null,
  consultationFrom: null,
  consultationUntil: null,
  consultationPlace: null,
  opinionsFor: null,
  opinionsAgainst: null,
  consultationSummary: null,
};

async function voidPapers({ kit, unit }: Work, proposalId: string): Promise<void> {
  const voidOn = kit.clock.today();
  const { db } = unit;
  await Promise.all([
    db
      .updateTable('assessmentReport')
      .set({ voidOn })
      .where('proposalId', '=', proposalId)
      .where('voidOn', 'is', null)
      .execute(),
    db
      .updateTable('proposalOpinion')
      .set({ voidOn })
      .where('proposalId', '=', proposalId)
      .where('voidOn', 'is', null)
      .execute(),
    db
      .updateTable('proposalDecision')
      .set({ status: 'DROPPED' })
      .where('proposalId', '=', proposalId)
      .where('status', '=', 'OPEN')
      .execute(),
  ]);
}

/** Attaches a paper. */
export function attachDocument(
  kit: AppKit,
  ctx: Context,
  { id, body }: { readonly id: string; readonly body: Paper },
): Promise<ProposalFile> {
  const { docNo, ...paper } = body;
  return changeProposal(kit, ctx, id, async (work, row) => {
    if (['REJECTED', 'WITHDRAWN', 'ARCHIVED'].includes(row.state)) throw fail('STATE_TRANSITION_INVALID');
    if (body.issuedOn > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/issuedOn' });
    await work.unit.db
      .insertInto('proposalDocument')
      .values({ ...ownedBy(work, row), ...paper, docNo: docNo ?? null, attachedBy: ctx.actor.subject })
      .execute();
    return saveProposal(work, row, {});
  });
}

/** One voice of the panel, while the argument is open. */
export function giveOpinion(
  kit: AppKit,
  ctx: Context,
  { id, body }: { readonly id: string; readonly body: Opinion },
): Promise<OperationOutputOf<typeof giveProposalOpinion>> {
  return kit.write(ctx, async (unit) => {
    const row = await getProposalForUpdate(unit.db, id);
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    if (row.state !== 'PLAN_CHECKED') throw fail('STATE_TRANSITION_INVALID');
    const expert = ctx.actor.subject;
    const given = await unit.db
      .selectFrom('proposalOpinion')
      .select('id')
      .where('proposalId', '=', id)
      .where('expert', '=', expert)
      .where('voidOn', 'is', null)
      .executeTakeFirst();
    if (given !== undefined) throw fail('OPINION_GIVEN');
    const opinion = await unit.db
      .insertInto('proposalOpinion')
      .values({
        ...ownedBy({ kit, ctx, unit }, row),
        expert,
        inFavour: body.inFavour,
        opinion: body.text,
        givenOn: kit.clock.today(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { inFavour: body.inFavour };
    unit.audit({ action: ctx.operationId, recordType: 'adjustment_proposal', recordId: id, after });
    return toOpinion(opinion);
  });
}

/** One change of a locked proposal of the expected version, in the caller's reach. */
export function changeProposal(
  kit: AppKit,
  ctx: Context,
  id: string,
  change: (work: Work, row: ProposalRow) => Promise<ProposalRow>,
): Promise<ProposalFile> {
  return kit.write(ctx, async (unit) => {
    const row = await getProposalForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    const saved = await change({ kit, ctx, unit }, row);
    return proposalFile(unit.db, saved, kit.clock.today());
  });
}

/** The columns that every paper of a proposal has. */
export function ownedBy({ kit }: Work, row: ProposalRow) {
  return { id: kit.newId(), proposalId: row.id, divisionCode: row.divisionCode, recordedAt: kit.clock.wall() };
}

async function checkDraft({ kit, tables }: Proposals, ctx: Context, body: Draft): Promise<Route> {
  kit.authorize(ctx, { divisionCode: body.sponsorDivision });
  const level = levelOfType(body.unitType);
  const sponsor = divisionLevel(body.sponsorDivision);
  if (sponsor === 'PROVINCE' || sponsor === 'VILLAGE')
    throw fail('SPONSOR_NOT_AFFECTED', { pointer: '/body/sponsorDivision' });
  // A township proposes what lies below the county, nothing above (place-names.md §12).
  const above = level === 'COUNTY' || level === 'PREFECTURE';
  if (above && sponsor === 'TOWNSHIP') throw fail('ROLE_NOT_PERMITTED');
  const today = kit.clock.today();
  const [sponsorVersion, ...affected] = await versionsOn(tables, ctx, {
    codes: [body.sponsorDivision, ...body.affectedCodes],
    day: today,
  });
  if (sponsorVersion?.ok === false) throw fail(sponsorVersion.code, { pointer: '/body/sponsorDivision' });
  const types = affected.map((version, index) => {
    if (!version.ok) throw fail(version.code, { pointer: `/body/affectedCodes/${index}` });
    return version.value.type;
  });
  if (body.kind !== 'ESTABLISH' && !types.includes(body.unitType)) {
    throw fail('UNIT_TYPE_MISMATCH', { pointer: '/body/unitType' });
  }
  const isTouched = body.affectedCodes.some(
    (code) => isWithinDivision(body.sponsorDivision, code) || isWithinDivision(code, body.sponsorDivision),
  );
  if (!isTouched) throw fail('SPONSOR_NOT_AFFECTED', { pointer: '/body/affectedCodes' });
  const route = routeOf({ ...body, on: today });
  if (!route.ok) throw fail(route.code, { pointer: '/body/kind' });
  return route.value;
}

function contentOf(body: Draft, route: Route) {
  const { sponsorDivision, affectedCodes, ...text } = body;
  return {
    ...text,
    divisionCode: sponsorDivision,
    affectedCodes: [...new Set(affectedCodes)],
    level: levelOfType(body.unitType),
    decidedBy: route.decidedBy,
    filedWith: route.filedWith,
    legalBasis: route.legalBasis,
  };
}

async function insertProposal({ kit, ctx, unit }: Work, body: Draft, route: Route): Promise<ProposalRow> {
  const recordedAt = kit.clock.wall();
  const row = await unit.db
    .insertInto('adjustmentProposal')
    .values({
      id: kit.newId(),
      ...contentOf(body, route),
      state: 'DRAFT',
      draftedOn: kit.clock.today(),
      draftedBy: ctx.actor.subject,
      recordedAt,
      updatedAt: recordedAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  unit.audit({
    action: ctx.operationId,
    recordType: 'adjustment_proposal',
    recordId: row.id,
    after: { state: row.state, kind: row.kind, affectedCodes: row.affectedCodes },
  });
  return row;
}
