import { isId } from '@mz/domain';
import { type Context, fail, type PersonReading, theseUnder } from '@mz/service-kit';
import type { RawBuilder } from 'kysely';
import type { AppKit } from '../app-kit.ts';

/** What a service says about its question to the benefit ledger. */
export interface Question {
  readonly purpose: string;
  readonly basisId: string;
  readonly fromMonth?: string;
  readonly toMonth?: string;
}

/** Which service may ask for which purpose (payments.md §11). */
const purposeOf: Readonly<Record<string, string>> = {
  'social-assistance': 'ASSESS_BENEFIT',
  'income-verification': 'VERIFY_MEANS',
};

/** Throws unless the service may ask; verification asks under an authorization only, named by its id. Each question is logged. */
export function admit(kit: AppKit, ctx: Context, question: Question, persons: number): void {
  const { purpose, basisId, fromMonth, toMonth } = question;
  const { caller } = ctx.actor;
  if (purposeOf[caller ?? ''] !== purpose) throw fail('PURPOSE_NOT_PERMITTED', { pointer: '/body/purpose' });
  if (purpose === 'VERIFY_MEANS' && !isId(basisId)) {
    throw fail('AUTHORIZATION_MISSING', { pointer: '/body/basisId' });
  }
  if (fromMonth !== undefined && toMonth !== undefined && toMonth < fromMonth) {
    throw fail('PERIOD_INVALID', { pointer: '/body/toMonth' });
  }
  kit.log.info({ caller, basisId, persons, operation: ctx.operationId }, 'the benefit ledger was asked');
}

/** What the ledger of each person says of the question; `admit` has let its purpose through. */
export function readingOf(
  { purpose, basisId }: Question,
  persons: readonly string[] | RawBuilder<unknown>,
): PersonReading {
  return {
    persons: Array.isArray(persons) ? theseUnder(null, persons) : (persons as RawBuilder<unknown>),
    fieldClasses: ['BENEFIT'],
    purpose: purpose === 'VERIFY_MEANS' ? 'VERIFY_MEANS' : 'ASSESS_BENEFIT',
    basis: basisId,
  };
}
