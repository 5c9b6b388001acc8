import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { logShown, signedForCase, signedIn } from '../readings.ts';
import { type Authorization, getAuthorizationRow, listCaseAuthorizations, toAuthorization } from './queries.ts';

/** One authorization of the caller's division; the read is logged. */
export function readAuthorization(kit: AppKit, ctx: Context, id: string): Promise<Authorization> {
  return kit.read(ctx, async (db) => {
    const shown = { persons: signedIn(id), facts: ['AUTHORIZATION'] };
    const [row] = await Promise.all([getAuthorizationRow(db, id), logShown(kit, ctx, db, shown)]);
    return toAuthorization(row);
  });
}

/** The authorizations of a case, newest first; the read is logged. */
export function readCaseAuthorizations(kit: AppKit, ctx: Context, caseId: string): Promise<{ items: Authorization[] }> {
  return kit.read(ctx, async (db) => {
    const shown = { persons: signedForCase(caseId), facts: ['AUTHORIZATION'] };
    const [rows] = await Promise.all([listCaseAuthorizations(db, caseId), logShown(kit, ctx, db, shown)]);
    return { items: rows.map(toAuthorization) };
  });
}
