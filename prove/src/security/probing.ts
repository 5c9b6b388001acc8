import { residentNumber } from '@mz/population';
import { codesOf, inLanes, send } from './send.ts';
import type { Stage } from './stage.ts';

const beyond = 20;

/** Somebody with a live case tries number after number: after the hour's budget every further one is 429, at once too. */
export async function probing(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const { platform, mint } = stage;
  const [live] = await platform.rows<{ caseId: string; division: string; purpose: string }>(
    'people',
    `select case_id as "caseId", division_code as division, purpose from case_access
     where stage = 'OPEN' and purpose = 'ASSESS_BENEFIT' order by case_id limit 1`,
  );
  const [budget] = await platform.rows<{ value: number }>(
    'people',
    `select value::text::int as value from policy_parameter where key = 'search.finds-an-hour' order by valid_from desc limit 1`,
  );
  if (live === undefined || budget === undefined)
    return { runs: 1, faults: ['there is no live case or no budget to probe with'] };
  const division = live.division.slice(0, 9).padEnd(12, '0');
  const token = mint.user('prober', [{ role: 'TOWNSHIP_ACCEPTOR', division }], '018f0000-0000-7000-8000-0000000000aa');
  const counts = new Map<string, number>();
  const numbers = Array.from({ length: budget.value + beyond }, (_, n) =>
    residentNumber('370100', '1990-01-01', '1', 2 * n + 1),
  );
  await inLanes(numbers, 8, async (idNo) => {
    const answer = await send(stage, {
      base: platform.urlOf('people'),
      method: 'POST',
      path: '/v1/persons:find',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-purpose': live.purpose,
        'x-case': live.caseId,
      },
      body: JSON.stringify({ idNo }),
    });
    const what = answer.status === 200 ? '200' : `${answer.status} ${codesOf(answer).join()}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  });
  stage.say(`${numbers.length} numbers probed: ${[...counts].map(([what, n]) => `${n}× ${what}`).join(', ')}`);
  const [found = 0, refused = 0] = [counts.get('200'), counts.get('429 TOO_MANY_REQUESTS')];
  const right = found === budget.value && refused === beyond;
  return {
    runs: numbers.length,
    faults: right
      ? []
      : [`of ${numbers.length} numbers ${found} were answered and ${refused} refused; the budget is ${budget.value}`],
  };
}
