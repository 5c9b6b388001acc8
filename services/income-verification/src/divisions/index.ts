import { divisionChanged } from '@mz/contracts';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';

const tables = ['meansAuthorization', 'verificationRequest', 'report', 'subscription'] as const;

/** Living records follow their division; the code of the event stays as it was (ARCHITECTURE §1). */
export function registerDivisions(kit: AppKit): void {
  kit.consume(divisionChanged, {
    async apply(unit, { data }) {
      for (const { fromCode, toCode, extent, partUnits } of data.items) {
        const moved = extent === 'FULL' ? [fromCode] : partUnits;
        for (const code of moved) await move(unit.db, code, extent === 'FULL' ? toCode : undefined, toCode);
      }
      const after = { items: data.items.length };
      unit.audit({ action: 'divisions.move', recordType: 'division_change', recordId: data.changeId, after });
      return { kind: 'done' };
    },
  });
}

/** A renamed division takes what lies below along; a unit that is moved keeps its own last segment under the new holder. */
async function move(db: Db, fromCode: string, exact: string | undefined, holder: string): Promise<void> {
  const prefix = fromCode.replace(/(000){1,2}$/, '');
  const target = exact === undefined ? undefined : exact.slice(0, prefix.length);
  for (const table of tables) {
    await db
      .updateTable(table)
      .set({
        currentDivisionCode:
          target === undefined
            ? sql<string>`${holder.slice(0, 9)} || substr(current_division_code, 10)`
            : sql<string>`${target} || substr(current_division_code, ${prefix.length + 1})`,
      })
      .where(sql<SqlBool>`current_division_code >= ${prefix} and current_division_code < ${`${prefix}~`}`)
      .execute();
  }
}
