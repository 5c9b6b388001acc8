import { isWithinDivision } from '@mz/domain';
import { type Context, fail, type RecordRelation } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { isOutside } from './rules.ts';

/** The units that bear the sides of a line today. */
export interface Bearers {
  readonly currentCodeA: string;
  readonly currentCodeB: string;
}

export type Side = 'A' | 'B';

/** The unit of a side. */
export function codeOfSide(line: Bearers, side: Side): string {
  return side === 'A' ? line.currentCodeA : line.currentCodeB;
}

/** The unit in the province by which records of a line are routed. */
export function homeOf(line: Bearers): string {
  return isOutside(line.currentCodeA) ? line.currentCodeB : line.currentCodeA;
}

/** Who holds either side may act on the line; throws SCOPE_FORBIDDEN or the code of the separation. */
export function authorizeLine(
  kit: AppKit,
  ctx: Context,
  { line, separatedFrom = [] }: { readonly line: Bearers; readonly separatedFrom?: RecordRelation['separatedFrom'] },
): void {
  const held = [line.currentCodeA, line.currentCodeB].find((code) => holds(ctx, code));
  kit.authorize(ctx, { divisionCode: held ?? line.currentCodeA, separatedFrom });
}

/** A report comes from either side or from within one: a township tells of its county's line. */
export function authorizeReport(kit: AppKit, ctx: Context, line: Bearers): void {
  const { grant } = ctx;
  const within = [line.currentCodeA, line.currentCodeB].some(
    (code) => grant !== undefined && isWithinDivision(code, grant.division),
  );
  if (!within) authorizeLine(kit, ctx, { line });
}

/** What one side does of a step that takes both. */
export interface SideAct {
  readonly line: Bearers;
  readonly side: Side;
  readonly partnerDoc?: string | undefined;
  /** Who acted for the other side. */
  readonly otherBy: string | null;
}

/**
 * A side acts by the office that holds it; for one outside the province the province acts on its letter. Nobody acts for
 * both: throws BOTH_SIDES_ONE_PERSON, PARTNER_DOC_REQUIRED or SCOPE_FORBIDDEN.
 */
export function authorizeSide(kit: AppKit, ctx: Context, { line, side, partnerDoc, otherBy }: SideAct): void {
  const code = codeOfSide(line, side);
  const separatedFrom = otherBy === null ? [] : [{ subject: otherBy, code: 'BOTH_SIDES_ONE_PERSON' }];
  kit.authorize(ctx, { divisionCode: isOutside(code) ? homeOf(line) : code, separatedFrom });
  if (isOutside(code) && partnerDoc === undefined) throw fail('PARTNER_DOC_REQUIRED', { pointer: '/body/partnerDoc' });
}

/** The lead side acts for the line; a leading neighbour province is acted for by ours. */
export function authorizeLead(kit: AppKit, ctx: Context, { line, side }: { line: Bearers; side: Side }): void {
  authorizeLine(kit, ctx, { line });
  const code = codeOfSide(line, side);
  if (ctx.actor.kind === 'user' && !holds(ctx, isOutside(code) ? homeOf(line) : code)) throw fail('LEAD_SIDE_ONLY');
}

/** Only the office that holds both sides decides between them; throws NOT_COMMON_SUPERIOR. */
export function authorizeSuperior(kit: AppKit, ctx: Context, line: Bearers): void {
  authorizeLine(kit, ctx, { line });
  const inside = [line.currentCodeA, line.currentCodeB].filter((code) => !isOutside(code));
  if (ctx.actor.kind === 'user' && !inside.every((code) => holds(ctx, code))) throw fail('NOT_COMMON_SUPERIOR');
  for (const divisionCode of inside) kit.authorize(ctx, { divisionCode });
}

function holds(ctx: Context, code: string): boolean {
  return ctx.actor.roles.some(({ division }) => isWithinDivision(division, code));
}
