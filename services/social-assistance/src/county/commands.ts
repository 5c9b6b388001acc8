import type {
  postNotice as noticeOperation,
  OperationInputOf,
  countyOpinion as opinionOperation,
  recordSpotCheck as spotCheckOperation,
  sendToCounty as transferOperation,
} from '@mz/contracts';
import { addDays, publicityEnd } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type Application, listSteps, meetClock, saveState, startClock, takeStep } from '../applications/index.ts';
import { changeApplication, ownerOf, parameterToday } from '../case-work/index.ts';
import { findNotice } from './queries.ts';
import { isObjectionOpen } from './rules.ts';

type NoticeBody = OperationInputOf<typeof noticeOperation>['body'];
type TransferBody = OperationInputOf<typeof transferOperation>['body'];
type SpotCheckBody = OperationInputOf<typeof spotCheckOperation>['body'];
type OpinionBody = OperationInputOf<typeof opinionOperation>['body'];

const noticeLaw = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)(公示期7天)';

/** Posts the first or second notice; the posted day is day 0, and the next step's term starts when it has ended. */
export async function postNotice(kit: AppKit, ctx: Context, id: string, body: NoticeBody): Promise<Application> {
  return changeApplication(kit, ctx, id, async (work, row) => {
    const outcome = body.round === 1 ? 'FIRST_NOTICE' : 'SECOND_NOTICE';
    const to = takeStep(ctx, row, { action: 'postNotice', outcome });
    const steps = await listSteps(work.unit.db, id);
    if (row.state === 'REINVESTIGATING' && isObjectionOpen(steps)) throw fail('STATE_TRANSITION_INVALID');
    const earliest = steps.at(-1)?.onDay ?? row.draftedOn;
    if (body.postedOn > kit.clock.today() || body.postedOn < earliest) {
      throw fail('DATE_NOT_ALLOWED', { pointer: '/body/postedOn' });
    }
    const days = await parameterToday(work, row, 'publicity.days');
    const { endsOn } = publicityEnd(body.postedOn, days);
    await work.unit.db
      .insertInto('publicNotice')
      .values({
        id: kit.newId(),
        applicationId: id,
        round: body.round,
        postedOn: body.postedOn,
        endsOn,
        places: body.places,
        photoSha256: body.photoSha256,
      })
      .execute();
    await startClock(work, ownerOf(row), body.round === 1 ? 'COUNTY_TRANSFER' : 'APPROVAL', endsOn);
    const detail = { round: body.round, endsOn, photo: body.photoSha256 };
    return saveState(work, row, { action: 'postNotice', to, on: body.postedOn, detail });
  });
}

/** Ends the first notice, which must have hung its days, and sends the file to the county. */
export async function sendToCounty(kit: AppKit, ctx: Context, id: string, body: TransferBody): Promise<Application> {
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'sendToCounty' });
    const notice = await findNotice(work.unit.db, id, 1);
    const today = kit.clock.today();
    if (notice === undefined || today < addDays(notice.endsOn, 1)) {
      throw fail('PUBLICITY_TOO_SHORT', { legalBasis: noticeLaw, ruleId: 'publicity.days' });
    }
    await work.unit.db
      .updateTable('publicNotice')
      .set({ endPhotoSha256: body.endPhotoSha256 })
      .where('id', '=', notice.id)
      .execute();
    await meetClock(work, ownerOf(row), 'COUNTY_TRANSFER', today);
    await startClock(work, ownerOf(row), 'COUNTY_OPINION', today);
    return saveState(work, row, { action: 'sendToCounty', to, detail: { endPhoto: body.endPhotoSha256 } });
  });
}

/** The county's own visit, after it has received the case. */
export async function recordSpotCheck(
  kit: AppKit,
  ctx: Context,
  id: string,
  body: SpotCheckBody,
): Promise<Application> {
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'recordSpotCheck' });
    const today = kit.clock.today();
    const [received] = (await listSteps(work.unit.db, id, ['sendToCounty'])).slice(-1);
    if (body.visitedOn > today || body.visitedOn < (received?.onDay ?? today)) {
      throw fail('DATE_NOT_ALLOWED', { pointer: '/body/visitedOn' });
    }
    return saveState(work, row, {
      action: 'recordSpotCheck',
      to,
      on: body.visitedOn,
      detail: { confirmed: body.confirmed },
      note: body.findings,
    });
  });
}

/** The county reviewer's opinion. */
export async function giveCountyOpinion(
  kit: AppKit,
  ctx: Context,
  id: string,
  body: OpinionBody,
): Promise<Application> {
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'countyOpinion' });
    await meetClock(work, ownerOf(row), 'COUNTY_OPINION', kit.clock.today());
    return saveState(work, row, { action: 'countyOpinion', to, detail: { opinion: body.opinion }, note: body.text });
  });
}
