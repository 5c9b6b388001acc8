import type {
  OperationInputOf,
  opineOnNameApplication,
  reviewNameApplication,
  surveyNameApplication,
} from '@mz/contracts';
import { publicityEnd } from '@mz/domain';
import { type Context, fail, readNumbers } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { standsWithSign } from '../signs/index.ts';
import { filerOf, type Level } from './rules.ts';
import { takeStep } from './step.ts';
import type { ApplicationView } from './view.ts';

/** The county takes an application in; by another person than the applicant. */
export function acceptApplication(kit: AppKit, ctx: Context, id: string): Promise<ApplicationView> {
  return takeStep(kit, ctx, {
    id,
    step: 'accept',
    apartFrom: (row) => [row.submittedBy],
    act: async () => ({ acceptedBy: ctx.actor.subject, acceptedOn: kit.clock.today() }),
  });
}

/** The survey of the place. */
export function surveyApplication(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof surveyNameApplication>,
): Promise<ApplicationView> {
  return takeStep(kit, ctx, {
    id: params.id,
    step: 'survey',
    act: async () => ({
      surveyDocument: body.document,
      surveyFindings: body.findings,
      surveyedBy: ctx.actor.subject,
      surveyedOn: kit.clock.today(),
    }),
  });
}

/** The experts' opinion. */
export function reviewApplication(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof reviewNameApplication>,
): Promise<ApplicationView> {
  return takeStep(kit, ctx, {
    id: params.id,
    step: 'review',
    apartFrom: (row) => [row.submittedBy],
    act: async () => ({
      expertFavourable: body.favourable,
      expertOpinion: body.opinion,
      reviewedBy: ctx.actor.subject,
      reviewedOn: kit.clock.today(),
    }),
  });
}

/** The province's opinion on a heritage name. */
export function opineOnApplication(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof opineOnNameApplication>,
): Promise<ApplicationView> {
  return takeStep(kit, ctx, {
    id: params.id,
    step: 'opine',
    apartFrom: (row) => [row.submittedBy, row.reviewedBy],
    act: async () => ({
      provinceFavourable: body.favourable,
      provinceOpinion: body.opinion,
      opinedBy: ctx.actor.subject,
    }),
  });
}

/** The public notice: the posted day is day 0. */
export function publiciseApplication(kit: AppKit, ctx: Context, id: string): Promise<ApplicationView> {
  return takeStep(kit, ctx, {
    id,
    step: 'publicise',
    act: async ({ unit }: Work) => {
      const today = kit.clock.today();
      const { days } = await readNumbers(unit.db, { days: 'name-applications.publicity-days' }, today);
      return { publicisedOn: today, publicityEndsOn: publicityEnd(today, days).endsOn };
    },
  });
}

/** The announcement: maker, checker and publisher are three (place-names.md §12). */
export function announceApplication(kit: AppKit, ctx: Context, id: string): Promise<ApplicationView> {
  return takeStep(kit, ctx, {
    id,
    step: 'announce',
    apartFrom: (row) => [row.submittedBy, row.decidedBy],
    act: async () => ({ announcedBy: ctx.actor.subject, announcedOn: kit.clock.today() }),
  });
}

/** The superior takes the name on file; where its sign stands already, nothing is left to do. */
export async function fileApplication(kit: AppKit, ctx: Context, id: string): Promise<ApplicationView> {
  return takeStep(kit, ctx, {
    id,
    step: 'file',
    act: async ({ unit }, row) => {
      // The column's check allows nothing else than the levels.
      if (ctx.grant?.role !== filerOf(row.approverLevel as Level)) throw fail('APPROVER_LEVEL_WRONG');
      const today = kit.clock.today();
      const signed = row.kind !== 'CANCELLING' && row.placeId !== null && (await standsWithSign(unit.db, row.placeId));
      return { filedBy: ctx.actor.subject, filedOn: today, ...(signed ? { state: 'SIGNED', signedOn: today } : {}) };
    },
  });
}
