import type { OperationInputOf, waiveNameFinding } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, expectVersion, fail, type ProblemReason, refusal } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import { divisionWritten } from '../divisions/index.ts';
import { examineName, lockStandard, type NameKit, scopeAround } from '../names/index.ts';
import { refuseStandingSigns } from '../signs/index.ts';
import { type ApplicationRow, applicationById, lockApplication } from './queries.ts';
import { type ApplicationState, waivesAt } from './rules.ts';
import { save, takeStep } from './step.ts';
import { type ApplicationView, waiversOf } from './view.ts';

/** Where the duplicates of an application's name are looked for. */
export type Scope = readonly string[];

/** The scope of an application, read before its transaction opens; an unknown application has none. */
export async function scopeOf({ kit, tables }: NameKit, ctx: Context, id: string): Promise<Scope> {
  const [row] = await kit.readOne(ctx, applicationById(id));
  if (row === undefined) throw fail('NAME_APPLICATION_UNKNOWN');
  const on = kit.clock.today();
  const around = await divisionWritten({ tables }, ctx, { input: row.divisionCode, day: on, pointer: '/code' });
  return scopeAround(row.subject as Parameters<typeof scopeAround>[0], around, on);
}

/** The automatic check: passes when nothing stands against the name but what was waived. */
export async function checkApplication(names: NameKit, ctx: Context, id: string): Promise<ApplicationView> {
  const scope = await scopeOf(names, ctx, id);
  return takeStep(names.kit, ctx, {
    id,
    step: 'check',
    act: async (work, row) => {
      await refuseFindings(work, row, scope);
      return { checkedOn: names.kit.clock.today() };
    },
  });
}

/** Throws a refusal with all findings that nobody let pass. */
export async function refuseFindings(work: Work, row: ApplicationRow, scope: Scope): Promise<void> {
  const { unit } = work;
  const standard = row.placeId === null ? undefined : await lockStandard(unit.db, row.placeId);
  if (row.kind === 'CANCELLING') {
    if (standard !== undefined) await refuseStandingSigns(unit.db, standard.featureId);
    return;
  }
  const found = await examineName(unit.db, {
    ...row,
    subject: row.subject as Parameters<typeof scopeAround>[0],
    featureId: standard?.featureId ?? null,
    scope,
    on: work.kit.clock.today(),
  });
  const letters: ProblemReason[] = row.pinyinDiffers ? [{ code: 'PINYIN_MISMATCH', detail: row.pinyin }] : [];
  const waived = new Set(waiversOf(row).map(({ code }) => code));
  const reasons = [...found.map(({ code, detail }) => ({ code, detail })), ...letters];
  const standing = reasons.filter(({ code }) => !waived.has(code));
  if (standing.length > 0) throw refusal(standing);
}

/** Lets a finding pass with a reason, before the check; by another person than the applicant and the one who took it in. */
export async function waiveFinding(
  { kit }: Pick<NameKit, 'kit'>,
  ctx: Context,
  { params, body }: OperationInputOf<typeof waiveNameFinding>,
): Promise<ApplicationView> {
  return kit.write(ctx, async (unit) => {
    const row = await lockApplication(unit.db, params.id);
    if (row === undefined) throw fail('NAME_APPLICATION_UNKNOWN');
    expectVersion(ctx, row.version);
    kit.authorize(ctx, {
      divisionCode: row.divisionCode,
      separatedFrom: [row.submittedBy, row.acceptedBy ?? ''].map((subject) => ({
        subject,
        code: 'SEPARATION_OF_DUTIES',
      })),
    });
    if ((row.state as ApplicationState) !== 'ACCEPTED') throw fail('STATE_TRANSITION_INVALID');
    if (ctx.grant?.role !== waivesAt(body.code)) throw fail('WAIVER_LEVEL', { pointer: '/body/code' });
    const waiver = { ...body, waivedOn: kit.clock.today(), by: ctx.actor.subject };
    const others = waiversOf(row).filter(({ code }) => code !== body.code);
    return save({ kit, ctx, unit }, row, { waivers: jsonb([...others, waiver]) });
  });
}
