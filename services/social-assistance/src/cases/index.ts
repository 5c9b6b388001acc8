import { caseLookup } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findCase } from './queries.ts';

export { closeCase, openCase, publishCase } from './events.ts';
export { listCasePersons, toCaseState } from './queries.ts';

const lookUpCase = caseLookup('social-assistance');

/** The state of a case for people, when its event is still on its way. */
export function registerCases(kit: AppKit): void {
  kit.operation(lookUpCase, async (ctx, { params }) => {
    const found = await kit.read(ctx, (db) => findCase(db, params.id));
    if (found === undefined) throw fail('CASE_UNKNOWN');
    return found;
  });
}
