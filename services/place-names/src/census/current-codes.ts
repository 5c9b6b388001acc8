import type { mergeCensusPackage, OperationInputOf } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

type Body = OperationInputOf<typeof mergeCensusPackage>['body'];

/** From the day on which a package was drawn. */
interface Days {
  readonly since: LegalDay;
  readonly today: LegalDay;
}

/** Offline work in the codes of today: what was drawn before a change of divisions still names the old ones. */
export async function inCurrentCodes(db: Db, body: Body, days: Days): Promise<Body> {
  const codes = await newCodes(db, days);
  if (codes.size === 0) return body;
  const now = (code: string): string => codes.get(code) ?? code;
  const placed = <F extends { divisionCode: string }>(facts: F): F => ({
    ...facts,
    divisionCode: now(facts.divisionCode),
  });
  return {
    ...body,
    package: {
      ...body.package,
      records: body.package.records.map((record) => ({ ...record, facts: placed(record.facts) })),
    },
    changes: body.changes.map((change) => ({
      ...change,
      fields: change.fields.map((one) =>
        one.field === 'divisionCode' ? { ...one, value: renamed(one.value, now) } : one,
      ),
    })),
    additions: body.additions.map((addition) => ({ ...addition, facts: placed(addition.facts) })),
  };
}

/** A value of a change is JSON; what is no code in quotes is refused later with its reason. */
function renamed(value: string, now: (code: string) => string): string {
  const code = /^"(\d{12})"$/.exec(value)?.[1];
  return code === undefined ? value : JSON.stringify(now(code));
}

/** Where townships and villages went as a whole in these days, in the order of the changes. */
async function newCodes(db: Db, { since, today }: Days): Promise<Map<string, string>> {
  const { rows } = await sql<{ fromCode: string; toCode: string }>`
    select from_code, to_code from code_map
    where superseded_at is null and extent = 'FULL' and from_code <> to_code and right(from_code, 6) <> '000000'
      and effective_on between ${since}::date and ${today}::date
    order by effective_on, from_code`.execute(db);
  const codes = new Map<string, string>();
  for (const { fromCode, toCode } of rows) {
    for (const [old, next] of codes) if (next === fromCode) codes.set(old, toCode);
    codes.set(fromCode, toCode);
  }
  return codes;
}
