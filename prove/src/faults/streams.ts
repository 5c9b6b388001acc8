import {
  caseChanged,
  caseClosed,
  caseOpened,
  type EventDefinition,
  type EventPayload,
  enrolmentApproved,
  enrolmentChanged,
  enrolmentTerminated,
  entitlementWithdrawn,
  eventType,
  payeeActivated,
  paymentBatchConfirmed,
  paymentBatchFiled,
  paymentBatchPulled,
  paymentBatchSettled,
  paymentFailed,
  paymentHeld,
  paymentReleased,
  paymentReturned,
  paymentSettled,
  personDeathConflict,
  personDeathReported,
  personDeathRevoked,
  personDied,
  personMerged,
  personSplit,
} from '@mz/contracts';
import type { Random } from '@mz/population';
import type { QueuedEvent } from '../platform/job-queue.ts';

/** A line of a sealed batch, as the bureau has it. */
export interface SealedLine {
  readonly lineId: string;
  readonly enrolmentId: string;
  readonly benefitMonth: string;
  readonly batchId: string;
  readonly amountFen: number;
  readonly personIds: readonly string[];
}

const divisionCode = '370102001001';
const county = '370102000000';
const programme = 'URBAN_DIBAO';
const producers = { cases: 'social-assistance', people: 'people', payments: 'payments' } as const;

/** Makes ids and envelopes of one stream; the same seed gives the same stream. */
function writer(random: Random) {
  const id = (): string => {
    const hex = Array.from({ length: 4 }, () => random.int(0, 0xffff_ffff).toString(16).padStart(8, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  const events: QueuedEvent[] = [];
  const tell = <E extends EventDefinition>(
    event: E,
    subject: string,
    { from, version, data }: { from: keyof typeof producers; version: number; data: EventPayload<E> },
  ): void => {
    events.push({
      ...{ specversion: '1.0', id: id(), source: `/services/${producers[from]}`, type: eventType(event), subject },
      ...{ time: '2014-04-28T01:00:00.000Z', datacontenttype: 'application/json', divisioncode: divisionCode },
      traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
      ...{ aggregateversion: version, data },
    } as QueuedEvent);
  };
  return { id, events, tell };
}

/** Cases that are opened, changed some times and mostly closed, told turn by turn. */
export function caseStream(random: Random, cases: number): QueuedEvent[] {
  const { id, events, tell } = writer(random);
  const open = Array.from({ length: cases }, () => ({ id: id(), version: 0, left: random.int(1, 5) }));
  while (open.length > 0) {
    const one = random.pick(open);
    one.version += 1;
    const caseId = `social-assistance/${one.id}`;
    const persons = Array.from({ length: random.int(0, 3) }, id);
    const state = { caseId, personIds: persons, divisionCode, purpose: 'ASSESS_BENEFIT', assigneeIds: [] };
    const [stage, version] = [one.version === 1 ? 'DRAFT' : 'OPEN', one.version] as const;
    const isLast = version > one.left;
    if (isLast) open.splice(open.indexOf(one), 1);
    if (isLast && random.chance(80)) {
      tell(caseClosed, one.id, { from: 'cases', version, data: { caseId, last: { ...state, stage } } });
    } else {
      tell(version === 1 ? caseOpened : caseChanged, one.id, { from: 'cases', version, data: { ...state, stage } });
    }
  }
  return events;
}

/** A case event, as far as a proof looks into it. */
export type CaseEvent = QueuedEvent & { readonly data: { readonly caseId: string } };

/** Cases that are opened, each with some persons. */
export function openedCases(random: Random, cases: number): CaseEvent[] {
  const { id, events, tell } = writer(random);
  for (let n = 0; n < cases; n += 1) {
    const subject = id();
    const personIds = Array.from({ length: random.int(1, 4) }, id);
    const named = { caseId: `social-assistance/${subject}`, personIds, purpose: 'ASSESS_BENEFIT', assigneeIds: [] };
    tell(caseOpened, subject, { from: 'cases', version: 1, data: { ...named, divisionCode, stage: 'OPEN' } });
  }
  return events as CaseEvent[];
}

/** Enrolments come, change and end; persons of them and of sealed lines die, live again, are merged, split and merged. */
export function benefitStream(random: Random, enrolments: number, lines: readonly SealedLine[]): QueuedEvent[] {
  const { id, events, tell } = writer(random);
  const persons: string[] = lines.flatMap(({ personIds }) => personIds.slice(0, 1));
  for (let n = 0; n < enrolments; n += 1) {
    const [enrolmentId, personIds] = [id(), Array.from({ length: random.int(1, 3) }, id)];
    persons.push(...personIds);
    const [fromMonth, amountFen] = ['2014-05', random.int(1, 9) * 10_000];
    const data = { enrolmentId, programme, personIds, fromMonth, amountFen };
    const made = { applicationId: id(), caseId: `social-assistance/${id()}`, householdId: id(), decisionId: id() };
    tell(enrolmentApproved, enrolmentId, { from: 'cases', version: 1, data: { ...data, ...made } });
    const changes = random.int(0, 4);
    for (let version = 2; version < changes + 2; version += 1) {
      const changed = {
        ...data,
        personIds: personIds.slice(random.int(0, personIds.length - 1)),
        amountFen: version * 100,
      };
      tell(enrolmentChanged, enrolmentId, { from: 'cases', version, data: { ...changed, reason: 'RECOMPUTED' } });
    }
    const ended = { enrolmentId, programme, personIds, lastMonth: '2014-06', reason: 'ENDED' };
    if (random.chance(50)) tell(enrolmentTerminated, enrolmentId, { from: 'cases', version: 9, data: ended });
  }
  for (const { lineId, enrolmentId, benefitMonth } of lines.filter(() => random.chance(10))) {
    const data = { enrolmentId, programme, benefitMonth, lineId, decisionId: id(), reason: 'RECOMPUTED' };
    tell(entitlementWithdrawn, id(), { from: 'cases', version: 1, data });
  }
  for (const personId of persons.filter(() => random.chance(40))) tellDeaths({ random, id, tell }, personId);
  for (let n = 0; n < 6; n += 1) tellMerges({ random, id, tell }, [random.pick(persons), random.pick(persons), id()]);
  return events;
}

type Telling = Pick<ReturnType<typeof writer>, 'id' | 'tell'> & { readonly random: Random };

function tellDeaths({ random, id, tell }: Telling, personId: string): void {
  const [reported, died, conflict] = [id(), id(), id()];
  const death = { personId, deathDate: '2014-03-10', source: 'HOSPITAL' };
  const tells = [
    () =>
      tell(personDeathReported, personId, {
        from: 'people',
        version: 2,
        data: { ...death, noticeId: reported, confirmBy: '2014-05-12' },
      }),
    () => tell(personDied, personId, { from: 'people', version: 3, data: { ...death, noticeId: died } }),
    () =>
      tell(personDeathConflict, personId, {
        from: 'people',
        version: 4,
        data: { personId, noticeId: conflict, conflictsWithNoticeId: died, pausedUntil: '2014-07-01' },
      }),
    () =>
      tell(personDeathRevoked, personId, {
        from: 'people',
        version: 5,
        data: { personId, noticeId: id(), revokesNoticeId: died, revokes: 'CONFIRMED' },
      }),
    () =>
      tell(personDeathRevoked, personId, {
        from: 'people',
        version: 6,
        data: { personId, noticeId: id(), revokesNoticeId: reported, revokes: 'REPORTED' },
      }),
  ];
  for (const one of tells.slice(0, random.int(1, tells.length))) one();
}

/** A new id is merged into one person, split off, and merged into the same or another. */
function tellMerges({ random, tell }: Telling, [first, second, dropped]: readonly [string, string, string]): void {
  const merges = random.int(1, 3);
  const pair = (kept: string) => ({ kept, dropped });
  tell(personMerged, first, { from: 'people', version: 11, data: pair(first) });
  if (merges > 1) tell(personSplit, first, { from: 'people', version: 12, data: pair(first) });
  const next = random.chance(50) ? first : second;
  if (merges > 2) tell(personMerged, next, { from: 'people', version: 13, data: pair(next) });
}

/** What payments tells of the lines and batches of a bureau. */
export function outcomeStream(random: Random, lines: readonly SealedLine[]): QueuedEvent[] {
  const { id, events, tell } = writer(random);
  const batches = new Map(lines.map(({ batchId, benefitMonth }) => [batchId, benefitMonth]));
  const progress = [paymentBatchPulled, paymentBatchConfirmed, paymentBatchFiled, paymentBatchSettled];
  const reached = random.int(1, progress.length);
  for (const [batchId, benefitMonth] of batches) {
    const data = { batchId, bureau: 'social-assistance', programme, divisionCode: county, benefitMonth };
    for (const event of progress.slice(0, reached)) tell(event, batchId, { from: 'payments', version: 1, data });
  }
  const versions = new Map<string, number>();
  for (const { batchId, lineId, enrolmentId, benefitMonth, amountFen } of lines) {
    const line = { batchId, lineId, enrolmentId, benefitMonth, code: 'NAME_MISMATCH' };
    const told = { from: 'payments', version: 1 } as const;
    for (let holds = random.int(0, 2); holds > 0; holds -= 1) {
      tell(paymentHeld, lineId, { ...told, data: line });
      tell(paymentReleased, lineId, { ...told, data: line });
    }
    const settled = { batchId, lines: [{ lineId, enrolmentId, benefitMonth, amountFen, postedOn: '2014-05-05' }] };
    const outcome = random.int(0, 3);
    if (outcome === 1) tell(paymentFailed, lineId, { ...told, data: line });
    if (outcome >= 2) tell(paymentSettled, batchId, { ...told, data: settled });
    if (outcome === 3) tell(paymentReturned, lineId, { ...told, data: { ...line, code: 'ACCOUNT_CLOSED' } });
    for (let payees = random.int(0, 3); payees > 0; payees -= 1) {
      const version = (versions.get(enrolmentId) ?? 0) + 1;
      versions.set(enrolmentId, version);
      const data = { payeeId: id(), enrolmentId, personId: id(), usableFrom: `2014-05-0${version}` };
      tell(payeeActivated, enrolmentId, { from: 'payments', version, data });
    }
  }
  for (let n = 0; n < 6; n += 1) tellMerges({ random, id, tell }, [id(), id(), id()]);
  return events;
}
