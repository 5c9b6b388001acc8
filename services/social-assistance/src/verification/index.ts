import { verificationCompleted, verificationRejected, verificationSuperseded } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { noteRejection, noteReport, noteSuperseded } from '../enrolment-reviews/index.ts';
import { registerVerificationNotes } from './notes.ts';
import { consumeObjections } from './objections.ts';

/** What the checkers report about our cases. */
export function registerVerification(kit: AppKit): void {
  kit.consume(verificationCompleted, {
    async apply(unit, { data }) {
      const { requestId, applicationId, reportId, verdict } = data;
      // A unit outside the platform has its households checked too: that is no case of ours.
      const own = await unit.db
        .selectFrom('application')
        .select('id')
        .where('id', '=', applicationId)
        .executeTakeFirst();
      if (own === undefined) return { kind: 'done' };
      await unit.db
        .insertInto('verificationResult')
        .values({
          reportId,
          reportVersion: data.version,
          applicationId,
          verdict,
          flags: data.flags,
          missingAgencies: data.missingAgencies,
          validTo: data.validTo,
          compilerId: data.compilerId,
          checkerId: data.checkerId,
          receivedAt: kit.clock.wall(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await unit.db
        .updateTable('application')
        .set((row) => ({ reportId, verdict, version: row('version', '+', 1) }))
        .where('id', '=', applicationId)
        .where('verificationRequestId', '=', requestId)
        // Versions may come out of order: an older one is kept, but does not stand.
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('verificationResult')
                .select('reportId')
                .whereRef('verificationResult.applicationId', '=', 'application.id')
                .where('reportVersion', '>', data.version),
            ),
          ),
        )
        .execute();
      await noteReport({ kit, unit }, data);
      unit.audit({
        action: 'verification.completed',
        recordType: 'application',
        recordId: applicationId,
        after: { reportId, verdict },
      });
      return { kind: 'done' };
    },
  });
  kit.consume(verificationRejected, {
    async apply(unit, { data }) {
      // The case stays in investigation; the township sees why and orders anew.
      await unit.db
        .updateTable('application')
        .set((row) => ({ verdict: `REJECTED:${data.code}`, version: row('version', '+', 1) }))
        .where('id', '=', data.applicationId)
        .where('verificationRequestId', '=', data.requestId)
        .execute();
      await noteRejection({ kit, unit }, data);
      unit.audit({
        action: 'verification.rejected',
        recordType: 'application',
        recordId: data.applicationId,
        after: { code: data.code },
      });
      return { kind: 'done' };
    },
  });
  kit.consume(verificationSuperseded, {
    async apply(unit, { data }) {
      await noteSuperseded({ kit, unit }, data);
      unit.audit({
        action: 'verification.superseded',
        recordType: 'application',
        recordId: data.applicationId,
        after: data,
      });
      return { kind: 'done' };
    },
  });
  consumeObjections(kit);
  registerVerificationNotes(kit);
}
