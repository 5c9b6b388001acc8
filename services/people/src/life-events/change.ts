import {
  type EventDefinition,
  type EventPayload,
  type OperationInputOf,
  personCapacityChanged,
  personCustodyChanged,
  personMoved,
  type reportLifeEvent,
} from '@mz/contracts';
import { fail } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import {
  changePerson,
  checkDivision,
  lockPerson,
  type PersonRow,
  readCorrection,
  saveFacts,
} from '../persons/index.ts';
import { nameVillageIndex, open, seal } from '../stored.ts';
import { type Born, giveBirth } from './birth.ts';
import { type ChangeKind, type ChangeRecord, type ChangeStep, decideChange, saidOf } from './change-rules.ts';
import { type ListedNotice, listNotices, type NoticeRow, nextVersion, saveNotice } from './queries.ts';

/** A notice that is no death. */
export type ChangeNotice = OperationInputOf<typeof reportLifeEvent>['body'] & { readonly kind: ChangeKind };

/** Its stored notice, whether it said something new, and the child of a birth. */
export interface Changed {
  readonly row: NoticeRow;
  readonly recorded: boolean;
  readonly childId?: string;
}

type Arrival = { readonly work: Work; readonly row: PersonRow; readonly body: ChangeNotice };

/** Takes a notice about somebody's name, number, place, capacity or custody into the record; the person is locked. */
export async function takeChange(work: Work, body: ChangeNotice): Promise<Changed> {
  const { kit, unit } = work;
  const row = await lockPerson(unit.db, body.personId);
  const notices = (await listNotices(unit.db, row.id)).toReversed();
  const decision = decideChange(body, recordOf(row, body.kind, notices), {
    today: kit.clock.today(),
    checkPlace: (code, use, day) => checkDivision(code, use, { today: day, divisions: kit.divisions() }),
  });
  if (!decision.ok) throw fail(decision.code, { pointer: decision.pointer });
  const step = decision.value;
  if (step.kind === 'NOTHING_NEW') return known(notices, step.noticeId);
  if (step.kind === 'BORN') return takeBirth({ work, row, body }, step);
  const isTold = step.kind !== 'LIFE' && (step.kind !== 'MOVES' || step.isLatest);
  const notice = await save({ work, row, body }, { announced: isTold, said: saidOf(step) });
  await apply({ work, row, body }, step);
  return { row: notice, recorded: true };
}

/** A dropped record of a merge says `said` for the kept one too: notices are listed by every id of the person. */
function recordOf(row: PersonRow, kind: ChangeKind, notices: readonly ListedNotice[]): ChangeRecord {
  const { birthDate, deathDate, lifeStatus, inCustody, capacity } = row;
  const pairs: Partial<Record<ChangeKind, ChangeKind>> = {
    IMPRISONED: 'RELEASED',
    RELEASED: 'IMPRISONED',
    FOUND: 'MISSING_DECLARED',
    MISSING_DECLARED: 'FOUND',
  };
  const earlier = notices.filter((one) => one.kind === kind || one.kind === pairs[kind]);
  return { birthDate, deathDate, lifeStatus, inCustody, capacity, earlier };
}

function known(notices: readonly ListedNotice[], id: string): Changed {
  const row = notices.find((one) => one.id === id);
  if (row === undefined) throw new Error('the decision names a notice that was not given to it');
  return { row, recorded: false };
}

async function takeBirth(arrival: Arrival, step: Extract<ChangeStep, { kind: 'BORN' }>): Promise<Changed> {
  const { work, row, body } = arrival;
  const born: Born = await giveBirth(work, {
    parentId: row.id,
    birthDate: body.eventDate,
    source: body.source,
    ...step,
  });
  if (born.noticeId !== undefined) {
    return { ...known(await listNotices(work.unit.db, born.toldBy), born.noticeId), childId: born.childId };
  }
  const notice = await save(arrival, { announced: false, said: born.childId });
  return { row: notice, recorded: true, childId: born.childId };
}

type Applied = Exclude<ChangeStep, { kind: 'NOTHING_NEW' | 'BORN' }>;

async function apply(arrival: Arrival, step: Applied): Promise<void> {
  const { work, row, body } = arrival;
  const dated = { source: body.source, validFrom: body.eventDate };
  switch (step.kind) {
    case 'MOVES':
      return move(arrival, step);
    case 'RENAMED':
      return correct(arrival, { name: step.name });
    case 'RENUMBERED':
      return correct(arrival, readNumber(arrival, step.idNo));
    case 'LIFE':
      await saveFacts(work, row, { lifeStatus: step.lifeStatus }, dated);
      await nextVersion(work.unit.db, row.id, { lifeStatus: step.lifeStatus });
      return;
    case 'CAPACITY': {
      const { capacity } = step;
      await saveFacts(work, row, { capacity }, dated);
      const version = await nextVersion(work.unit.db, row.id, { capacity });
      return tell(arrival, personCapacityChanged, version, { personId: row.id, capacity, from: body.eventDate });
    }
    case 'CUSTODY': {
      const { custody } = step;
      await saveFacts(work, row, { custody }, dated);
      const version = await nextVersion(work.unit.db, row.id, { inCustody: custody === 'IMPRISONED' });
      return tell(arrival, personCustodyChanged, version, { personId: row.id, kind: custody, on: body.eventDate });
    }
  }
}

async function move(
  { work, row, body }: Arrival,
  { toDivision, isLatest }: Extract<ChangeStep, { kind: 'MOVES' }>,
): Promise<void> {
  const { kit, unit } = work;
  const isRegister = body.kind === 'MOVE_REGISTER';
  const address = isRegister ? undefined : body.toAddress?.trim();
  const facts = {
    [isRegister ? 'hukouDivision' : 'residenceDivision']: toDivision,
    ...(address ? { residenceAddress: address } : {}),
  };
  await saveFacts(work, row, facts, { source: body.source, validFrom: body.eventDate });
  if (!isLatest) return;
  const change = isRegister
    ? {
        hukouDivision: toDivision,
        nameVillageIndex: nameVillageIndex(kit, open(kit, row, 'name', row.name), toDivision),
        matchDue: true,
      }
    : {
        residenceDivision: toDivision,
        // An address of the old place is none of the new one.
        residenceAddress: address ? seal(kit, row, 'residence_address', address) : null,
      };
  const version = await nextVersion(unit.db, row.id, change);
  tell({ work, row: { ...row, ...(isRegister ? { hukouDivision: toDivision } : {}) }, body }, personMoved, version, {
    personId: row.id,
    kind: isRegister ? 'HUKOU' : 'RESIDENCE',
    toDivision,
    movedOn: body.eventDate,
  });
}

/** A number must fit the person as a correction must: it brings birth date and sex. */
function readNumber({ work, row }: Arrival, idNo: string) {
  const { idType, birthDate, sex, deathDate } = row;
  const today = work.kit.clock.today();
  const read = readCorrection('idNo', idNo, { idType, hasNumber: row.idNo !== null, birthDate, sex, deathDate, today });
  if (!read.ok) throw fail(read.code, { pointer: '/body/idNo' });
  return read.value;
}

async function correct(
  { work, row, body }: Arrival,
  changes: Parameters<typeof changePerson>[2]['changes'],
): Promise<void> {
  await changePerson(work, row, {
    changes,
    basis: { source: body.source, reason: body.kind, documentSha256: body.documentSha256 },
  });
}

function save({ work, row, body }: Arrival, standing: { announced: boolean; said: string | null }): Promise<NoticeRow> {
  return saveNotice(work, {
    personId: row.id,
    kind: body.kind,
    eventDate: body.eventDate,
    source: body.source,
    documentSha256: body.documentSha256 ?? null,
    matchedBy: body.matchedBy,
    certainty: 'CONFIRMED',
    ...standing,
  });
}

function tell<E extends EventDefinition>(
  { work, row }: Arrival,
  event: E,
  aggregateVersion: number,
  data: EventPayload<E>,
): void {
  work.unit.publish(event, { subject: row.id, divisionCode: row.hukouDivision, aggregateVersion, data });
}
