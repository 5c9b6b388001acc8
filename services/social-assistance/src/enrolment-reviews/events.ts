import {
  authorizationExpiring,
  type EventPayload,
  personCustodyChanged,
  personMoved,
  verificationChangeDetected,
  type verificationCompleted,
  type verificationRejected,
  type verificationSuperseded,
} from '@mz/contracts';
import type { Outcome, Unit } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { listEnrolmentsOf, openTask, type Task } from './tasks.ts';

const done: Outcome = { kind: 'done' };
type Opener = { readonly kit: AppKit; readonly unit: Unit<DB> };

/** What others learn of a member opens a review and decides nothing (handbook §8). */
export function consumeChanges(kit: AppKit): void {
  kit.consume(verificationChangeDetected, {
    apply: (unit, { data: { personId, kind, band, asOf } }) =>
      openForPerson({ kit, unit }, personId, {
        kind: 'CHANGE_DETECTED',
        cause: `${personId}/${kind}/${asOf}`,
        detail: { personId, kind, band, asOf },
      }),
  });
  kit.consume(personMoved, {
    apply: (unit, { data: { personId, kind, toDivision, movedOn } }) =>
      openForPerson({ kit, unit }, personId, {
        kind: 'PERSON_MOVED',
        cause: `${personId}/${toDivision}/${movedOn}`,
        detail: { personId, kind, toDivision, movedOn },
      }),
  });
  kit.consume(personCustodyChanged, {
    apply: (unit, { data: { personId, kind, on } }) =>
      openForPerson({ kit, unit }, personId, {
        kind: 'CUSTODY_CHANGED',
        cause: `${personId}/${kind}/${on}`,
        detail: { personId, kind, on },
      }),
  });
  kit.consume(authorizationExpiring, {
    apply: (unit, { data: { authorizationId, personId, validTo } }) =>
      openForPerson({ kit, unit }, personId, {
        kind: 'AUTHORIZATION_RENEWAL',
        cause: authorizationId,
        dueOn: validTo,
        detail: { personId, validTo },
      }),
  });
}

async function openForPerson(opener: Opener, personId: string, task: Task): Promise<Outcome> {
  for (const enrolment of await listEnrolmentsOf(opener.unit.db, personId)) await openTask(opener, enrolment, task);
  return done;
}

/** The report of a review's own request comes in; a later version replaces an earlier one. */
export async function noteReport(
  { unit }: Opener,
  data: Omit<EventPayload<typeof verificationCompleted>, 'flags' | 'missingAgencies'>,
): Promise<void> {
  await unit.db
    .updateTable('enrolmentReview')
    .set({
      reportId: data.reportId,
      reportVersion: data.version,
      verdict: data.verdict,
      reportValidTo: data.validTo,
      reportChecker: data.checkerId,
    })
    .set((row) => ({ version: row('version', '+', 1) }))
    .where('verificationRequestId', '=', data.requestId)
    .where('state', 'in', ['STARTED', 'PROPOSED'])
    .where((row) => row.or([row('reportVersion', 'is', null), row('reportVersion', '<', data.version)]))
    .execute();
}

/** A request that could not be worked on: the review is due again, and lacking signatures are asked for. */
export async function noteRejection(
  opener: Opener,
  { requestId, code }: Pick<EventPayload<typeof verificationRejected>, 'requestId' | 'code'>,
): Promise<void> {
  const { unit } = opener;
  const row = await unit.db
    .updateTable('enrolmentReview')
    .set({ state: 'DUE', startedOn: null, startedBy: null, verificationRequestId: null, verdict: `REJECTED:${code}` })
    .set((one) => ({ version: one('version', '+', 1) }))
    .where('verificationRequestId', '=', requestId)
    .where('state', '=', 'STARTED')
    .returning(['id', 'enrolmentId'])
    .executeTakeFirst();
  if (row === undefined || !code.startsWith('AUTHORIZATION_')) return;
  const enrolment = await unit.db
    .selectFrom('enrolment')
    .select(['id', 'currentDivisionCode'])
    .where('id', '=', row.enrolmentId)
    .executeTakeFirstOrThrow();
  await openTask(opener, enrolment, { kind: 'AUTHORIZATION_RENEWAL', cause: requestId, detail: { code } });
}

/** A later version with another verdict after the approval: one review task per report version (income-verification.md §5.1). */
export async function noteSuperseded(opener: Opener, data: EventPayload<typeof verificationSuperseded>): Promise<void> {
  if (!data.verdictChanged) return;
  const enrolments = await opener.unit.db
    .selectFrom('enrolment')
    .select(['id', 'currentDivisionCode'])
    .where('applicationId', '=', data.applicationId)
    .where('state', 'not in', ['TERMINATED', 'ENDED_TRANSFERRED'])
    // A review that runs gets the version itself.
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('enrolmentReview')
            .select('id')
            .whereRef('enrolmentReview.enrolmentId', '=', 'enrolment.id')
            .where('enrolmentReview.state', 'in', ['STARTED', 'PROPOSED']),
        ),
      ),
    )
    .execute();
  const { reportId, newVersion } = data;
  for (const enrolment of enrolments) {
    await openTask(opener, enrolment, {
      kind: 'REPORT_SUPERSEDED',
      cause: `${reportId}/${newVersion}`,
      detail: { reportId, version: newVersion },
    });
  }
}
