import { type EventOf, reportLifeEvent, verificationDeathFound } from '@mz/contracts';
import { ProblemError } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { deathSource } from '../persons/index.ts';
import type { RequestRow } from '../requests/index.ts';
import type { ReportContent } from './content.ts';

const job = 'verification.death-found';

/** Each member whom a register shows as dead is a candidate: said once a request and day of death (§6.1 item 8). */
export function tellDeaths({ unit }: Work, request: RequestRow, { statuses, questions }: ReportContent): void {
  for (const { personId, code, on } of statuses) {
    if (code !== 'DEAD' || on === null) continue;
    const cremated = questions.some(
      (one) => one.personId === personId && one.itemCode === 'CREMATION' && one.outcome === 'HIT',
    );
    unit.publish(verificationDeathFound, {
      subject: personId,
      divisionCode: request.currentDivisionCode,
      aggregateVersion: request.version,
      data: { requestId: request.id, personId, eventDate: on, source: cremated ? 'CREMATION' : 'PSB_CANCEL' },
    });
  }
}

/** people decides what a register's word is worth, holds payments, and asks the village; here nothing ends by it. */
export function reportDeaths(kit: AppKit): void {
  kit.consume(verificationDeathFound, {
    async prepare(events) {
      for (const event of events) await report(kit, event);
    },
    apply: async () => ({ kind: 'done' }),
  });
}

async function report(kit: AppKit, { id, data }: EventOf<typeof verificationDeathFound>): Promise<void> {
  const { personId, eventDate } = data;
  const ctx = { ...kit.system(job), idempotencyKey: id };
  try {
    await kit.call(ctx, reportLifeEvent, {
      body: { kind: 'DEATH', personId, eventDate, source: deathSource, matchedBy: 'NUMBER' },
    });
  } catch (error) {
    // What people will not believe stays a finding of the report; to ask again would change nothing.
    if (!(error instanceof ProblemError) || (error.status ?? 500) >= 500) throw error;
    kit.log.warn({ code: error.code, requestId: data.requestId }, 'people did not take a death that a register shows');
  }
}
