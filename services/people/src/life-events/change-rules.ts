import type { OperationInputOf, reportLifeEvent } from '@mz/contracts';
import { type Decision, type LegalDay, parsePersonName, parseResidentId } from '@mz/domain';
import type { DeathKind } from './rules.ts';

type Reported = OperationInputOf<typeof reportLifeEvent>['body'];

/** Kinds that change a person beside life and death (people.md §3). */
export type ChangeKind = Exclude<Reported['kind'], DeathKind>;

/** What the change is checked against. */
export interface ChangeRecord {
  readonly birthDate: LegalDay;
  readonly deathDate: LegalDay | null;
  readonly lifeStatus: string;
  readonly inCustody: boolean;
  readonly capacity: string;
  /** Notices of the same kind or its opposite, newest first; `said` is what they said. */
  readonly earlier: readonly { id: string; kind: string; eventDate: LegalDay; said: string | null }[];
}

/** What a notice does to the record. */
export type ChangeStep =
  | { readonly kind: 'NOTHING_NEW'; readonly noticeId: string }
  /** `isLatest` false: the record has a later one, so this is history only, and nobody is told. */
  | { readonly kind: 'MOVES'; readonly toDivision: string; readonly isLatest: boolean }
  | { readonly kind: 'RENAMED'; readonly name: string }
  | { readonly kind: 'RENUMBERED'; readonly idNo: string }
  | { readonly kind: 'LIFE'; readonly lifeStatus: 'ALIVE' | 'MISSING_DECLARED' }
  | { readonly kind: 'CAPACITY'; readonly capacity: 'NONE' | 'LIMITED' | 'FULL' }
  | { readonly kind: 'CUSTODY'; readonly custody: 'IMPRISONED' | 'RELEASED' }
  | { readonly kind: 'BORN'; readonly child: NonNullable<Reported['child']>; readonly name: string };

/** What a step says, as its notice keeps it; identity is never in it. */
export function saidOf(step: ChangeStep): string | null {
  switch (step.kind) {
    case 'MOVES':
      return step.toDivision;
    case 'CAPACITY':
      return step.capacity;
    default:
      return null;
  }
}

/** Kinds that nothing but a document proves: a court, a prison, the police register, a birth certificate. */
const documented: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'BIRTH',
  'MOVE_REGISTER',
  'NAME_CHANGED',
  'ID_CORRECTED',
  'MISSING_DECLARED',
  'CAPACITY_LIMITED',
  'IMPRISONED',
  'RELEASED',
]);

type Refusal = { readonly ok: false; readonly code: string; readonly pointer: string };
type Answer = { readonly ok: true; readonly value: ChangeStep } | Refusal;

/** Today, and whether a division was valid on a day as a register or a residence: DIVISION_NOT_VALID, CODE_SUMMARY. */
export interface ChangeSetting {
  readonly today: LegalDay;
  checkPlace(code: string, use: 'HUKOU' | 'RESIDENCE', day: LegalDay): Decision<string>;
}

/** Decides what a notice that is no death does (people.md §3, §6): dates in order, a document where needed, a person matched by number. */
export function decideChange(
  body: Reported & { readonly kind: ChangeKind },
  record: ChangeRecord,
  setting: ChangeSetting,
): Answer {
  const { kind, eventDate } = body;
  const isLate = record.deathDate !== null && eventDate > record.deathDate && kind !== 'BIRTH';
  if (eventDate < record.birthDate || eventDate > setting.today || isLate) return no('DATE_ORDER_INVALID', 'eventDate');
  if (documented.has(kind) && body.documentSha256 === undefined) return no('DOCUMENT_MISSING', 'documentSha256');
  // A name and a birth date may be another person's: they report a death at most (H12).
  if (body.matchedBy !== 'NUMBER') return no('INPUT_INVALID', 'matchedBy');
  switch (kind) {
    case 'BIRTH':
      return decideBirth(body, setting);
    case 'MOVE_REGISTER':
    case 'MOVE_RESIDENCE':
      return decideMove(body, record, setting);
    case 'NAME_CHANGED':
      return parsed(body.name, parsePersonName, 'name', (name) => ({ kind: 'RENAMED', name }));
    case 'ID_CORRECTED':
      return parsed(body.idNo, parseResidentId, 'idNo', ({ idNo }) => ({ kind: 'RENUMBERED', idNo }));
    case 'MISSING_DECLARED':
    case 'FOUND':
      return decideMissing(kind, eventDate, record);
    case 'CAPACITY_LIMITED':
      return decideCapacity(body, record);
    case 'IMPRISONED':
    case 'RELEASED':
      return decideCustody(kind, eventDate, record);
  }
}

function decideBirth({ child, eventDate }: Reported, { checkPlace }: ChangeSetting): Answer {
  if (child === undefined) return no('INPUT_INVALID', 'child');
  const name = parsePersonName(child.name);
  if (!name.ok) return no(name.code, 'child/name');
  const place = checkPlace(child.hukouDivision, 'HUKOU', eventDate);
  return place.ok ? yes({ kind: 'BORN', child, name: name.value }) : no(place.code, 'child/hukouDivision');
}

/** The division must be valid on the day of the move; a move that is older than the last one is history. */
function decideMove(body: Reported, { earlier }: ChangeRecord, { checkPlace }: ChangeSetting): Answer {
  const { kind, eventDate, toDivision } = body;
  if (toDivision === undefined) return no('INPUT_INVALID', 'toDivision');
  const use = kind === 'MOVE_REGISTER' ? 'HUKOU' : 'RESIDENCE';
  const place = checkPlace(toDivision, use, eventDate);
  if (!place.ok) return no(place.code, 'toDivision');
  const moves = earlier.filter((one) => one.kind === kind);
  const same = moves.find((one) => one.eventDate === eventDate && one.said === toDivision);
  if (same !== undefined) return yes({ kind: 'NOTHING_NEW', noticeId: same.id });
  return yes({ kind: 'MOVES', toDivision, isLatest: moves.every((one) => one.eventDate <= eventDate) });
}

/** Only a court declares a person missing, and only one who is thought alive; only a missing person is found. */
function decideMissing(kind: 'MISSING_DECLARED' | 'FOUND', eventDate: LegalDay, record: ChangeRecord): Answer {
  const isMissing = record.lifeStatus === 'MISSING_DECLARED';
  if (kind === 'MISSING_DECLARED') {
    if (isMissing) return again(kind, eventDate, record);
    return record.lifeStatus === 'ALIVE' ? yes({ kind: 'LIFE', lifeStatus: 'MISSING_DECLARED' }) : invalid();
  }
  if (!isMissing) return again(kind, eventDate, record);
  return isAfter('MISSING_DECLARED', eventDate, record)
    ? yes({ kind: 'LIFE', lifeStatus: 'ALIVE' })
    : no('DATE_ORDER_INVALID', 'eventDate');
}

function decideCapacity({ capacity, eventDate }: Reported, record: ChangeRecord): Answer {
  if (capacity === undefined) return no('INPUT_INVALID', 'capacity');
  const same = record.earlier.find((one) => one.eventDate === eventDate && one.said === capacity);
  if (same !== undefined) return yes({ kind: 'NOTHING_NEW', noticeId: same.id });
  if (capacity === record.capacity) return invalid();
  return isAfter('CAPACITY_LIMITED', eventDate, record)
    ? yes({ kind: 'CAPACITY', capacity })
    : no('DATE_ORDER_INVALID', 'eventDate');
}

function decideCustody(kind: 'IMPRISONED' | 'RELEASED', eventDate: LegalDay, record: ChangeRecord): Answer {
  if (record.inCustody === (kind === 'IMPRISONED')) return again(kind, eventDate, record);
  const opposite = kind === 'IMPRISONED' ? 'RELEASED' : 'IMPRISONED';
  return isAfter(opposite, eventDate, record)
    ? yes({ kind: 'CUSTODY', custody: kind })
    : no('DATE_ORDER_INVALID', 'eventDate');
}

/** The same thing said twice is no news; another date of what stands already is an error of somebody. */
function again(kind: ChangeKind, eventDate: LegalDay, { earlier }: ChangeRecord): Answer {
  const [last] = earlier.filter((one) => one.kind === kind);
  return last?.eventDate === eventDate ? yes({ kind: 'NOTHING_NEW', noticeId: last.id }) : invalid();
}

function isAfter(kind: ChangeKind, eventDate: LegalDay, { earlier }: ChangeRecord): boolean {
  return earlier.every((one) => one.kind !== kind || one.eventDate <= eventDate);
}

function parsed<I, T>(
  given: I | undefined,
  parse: (value: I) => Decision<T>,
  field: string,
  make: (value: T) => ChangeStep,
): Answer {
  if (given === undefined) return no('INPUT_INVALID', field);
  const read = parse(given);
  return read.ok ? yes(make(read.value)) : no(read.code, field);
}

function invalid(): Refusal {
  return no('STATE_TRANSITION_INVALID', 'kind');
}

function yes(value: ChangeStep): Answer {
  return { ok: true, value };
}

function no(code: string, field: string): Refusal {
  return { ok: false, code, pointer: `/body/${field}` };
}
