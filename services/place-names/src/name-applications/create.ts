import { addWorkingDays } from '@mz/domain';
import { type Context, fail, readNumbers, refusal } from '@mz/service-kit';
import type { Insertable, Selectable } from 'kysely';
import type { Work } from '../app-kit.ts';
import type { NameApplicationTable, PlaceNameTable } from '../database.ts';
import { divisionsOn } from '../divisions/index.ts';
import { characterTables, findCategory, type NameKit, takeStandard } from '../names/index.ts';
import { refuseStandingSigns } from '../signs/index.ts';
import { type CreateBody, type DraftName, faultsOfBody, readDraftName } from './draft.ts';
import { approverOf, mayApply, touches } from './rules.ts';
import { type ApplicationView, toApplication } from './view.ts';

type Standard = Selectable<PlaceNameTable>;

/** Takes an application down; what can be seen at once of name, letters and signs is refused at once. */
export async function createApplication(names: NameKit, ctx: Context, body: CreateBody): Promise<ApplicationView> {
  const faults = faultsOfBody(body);
  if (faults.length > 0) throw refusal(faults);
  await checkDivisions(names, ctx, body);
  const { kit } = names;
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    kit.authorize(ctx, { divisionCode: body.divisionCode });
    const standard =
      body.placeId === undefined || body.kind === 'NAMING' ? null : await takeStandard(work, body.placeId);
    const crosses = standard?.crosses ?? body.crosses ?? [];
    checkRole(ctx, body, { standard, crosses });
    const name = await nameOf(work, body, standard);
    if (body.kind === 'CANCELLING' && standard !== null) await refuseStandingSigns(unit.db, standard.featureId);
    const row = await unit.db
      .insertInto('nameApplication')
      .values(await rowOf(work, { body, standard, crosses, name }))
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({
      action: 'nameApplications.create',
      recordType: 'name_application',
      recordId: row.id,
      after: { kind: row.kind, subject: row.subject, name: row.name, level: row.approverLevel },
    });
    return toApplication(row, kit.clock.today());
  });
}

/** Neighbours whose codes are known by their province only (place-names.md §2): Hebei, Jiangsu, Anhui, Henan. */
const neighbour = /^(?:13|32|34|41)/;

/** Every division must be in force today; a feature may cross into a neighbour province. */
async function checkDivisions({ kit, tables }: NameKit, ctx: Context, body: CreateBody): Promise<void> {
  const days = [kit.clock.today()];
  const crossed = (body.crosses ?? []).map((code, index) => ({ code, pointer: `/body/crosses/${index}` }));
  const asked = [
    { code: body.divisionCode, pointer: '/body/divisionCode' },
    ...crossed.filter(({ code }) => !neighbour.test(code)),
  ];
  const found = await divisionsOn(
    tables,
    ctx,
    asked.map(({ code }) => ({ code, days })),
  );
  const reasons = asked
    .filter((_, index) => found[index] === null)
    .map(({ pointer }) => ({ code: 'DIVISION_NOT_VALID', pointer }));
  if (reasons.length > 0) throw refusal(reasons);
}

interface About {
  readonly standard: Standard | null;
  readonly crosses: readonly string[];
}

/** The role must be one that applies for such things, and the feature must be the office's own (§12). */
function checkRole(ctx: Context, body: CreateBody, { standard, crosses }: About): void {
  const { grant } = ctx;
  if (grant === undefined) return;
  if (standard !== null && !touches(grant.division, standard.divisionCode, crosses)) throw fail('SCOPE_FORBIDDEN');
  const divisions = [body.divisionCode, ...crosses];
  if (!mayApply(grant.role, { subject: body.subject, divisions })) throw fail('ROLE_NOT_PERMITTED');
}

/** The new name, or on cancelling the name that ends. */
async function nameOf({ unit }: Work, body: CreateBody, standard: Standard | null): Promise<DraftName> {
  if (body.kind === 'CANCELLING' && standard !== null) return { ...standard, pinyinDiffers: false };
  const categoryCode = standard?.categoryCode ?? body.categoryCode ?? '';
  if ((await findCategory(unit.db, categoryCode)) === undefined) {
    throw fail('CATEGORY_MISMATCH', { pointer: '/body/categoryCode' });
  }
  const draft = readDraftName(body, { categoryCode, tables: characterTables() });
  if (!draft.ok) throw refusal(draft.reasons);
  if (draft.value.name === standard?.name) throw fail('NO_CHANGE', { pointer: '/body/name' });
  return draft.value;
}

async function rowOf(
  { kit, ctx, unit }: Work,
  { body, standard, crosses, name }: About & { readonly body: CreateBody; readonly name: DraftName },
): Promise<Insertable<NameApplicationTable>> {
  const today = kit.clock.today();
  const now = kit.clock.wall();
  const { days } = await readNumbers(unit.db, { days: 'name-applications.accept-working-days' }, today);
  const { subject, divisionCode, nationallyKnown = false } = body;
  const divisions = [divisionCode, ...crosses];
  const { specificPart, genericPart, pinyin, pinyinDiffers } = name;
  return {
    id: kit.newId(),
    kind: body.kind,
    subject,
    state: 'SUBMITTED',
    placeId: standard?.placeId ?? null,
    name: name.name,
    specificPart,
    genericPart,
    pinyin,
    pinyinDiffers,
    categoryCode: standard?.categoryCode ?? body.categoryCode ?? '',
    divisionCode,
    crosses: [...crosses],
    nationallyKnown,
    personalName: body.personalName ?? false,
    heritage: standard !== null && standard.heritage !== 'NONE',
    lon: body.lon?.toFixed(7) ?? standard?.lon ?? null,
    lat: body.lat?.toFixed(7) ?? standard?.lat ?? null,
    meaning: body.meaning ?? null,
    origin: body.origin ?? null,
    applicant: body.applicant,
    reason: body.kind === 'RENAMING' ? (body.reason ?? null) : null,
    approverLevel: approverOf({ subject, divisions, nationallyKnown }),
    submittedBy: ctx.actor.subject,
    submittedOn: today,
    acceptDueOn: addWorkingDays(kit.calendar, today, days).day,
    recordedAt: now,
    updatedAt: now,
  };
}
