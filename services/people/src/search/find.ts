import type { findPersons, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { maskName, maskResidentId } from '@mz/domain';
import { type Context, fail, readNumbers, refusal } from '@mz/service-kit';
import { type CaseAccess, requireCase } from '../access/index.ts';
import { raiseAlarm } from '../alarms/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { writeLedger } from '../ledger/index.ts';
import { caseHandlers } from '../permissions.ts';
import { reachAs } from '../reach.ts';
import { open } from '../stored.ts';
import { type FoundRow, findRows, lockSearches, oldestOfBudget, saveSearch } from './queries.ts';
import { readSearch, type SearchKeys, secondsUntil } from './rules.ts';

type Answer = OperationOutputOf<typeof findPersons>;

const mostHits = 20;
const limitKeys = { findsAnHour: 'search.finds-an-hour', missesADay: 'search.misses-a-day' } as const;

/**
 * The exact search of persons by people (people.md §1): for a live case, at most 20 hits, within the user's budget, and
 * logged whatever it finds. A draft case admits a search by number only.
 */
export async function find(kit: AppKit, ctx: Context, input: OperationInputOf<typeof findPersons>): Promise<Answer> {
  const decision = readSearch(input.body);
  if (!decision.ok) throw refusal(decision.reasons);
  const keys = decision.value;
  const use = keys.kind === 'NUMBER' ? 'REGISTER' : 'SEARCH';
  const access = await requireCase(kit, ctx, { caseId: ctx.caseId, use });
  const outcome = await kit.write(ctx, async (unit) => {
    await reachAs(kit, unit.db, ctx.operationId);
    return search({ kit, ctx, unit }, access, keys);
  });
  // Refused only now: a search that is refused for what it found was made, and stays logged.
  if (outcome.kind === 'OVER_BUDGET') throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds: outcome.waitS });
  if (outcome.hits.length > mostHits) throw fail('SEARCH_TOO_WIDE', { pointer: '/body' });
  return { hits: outcome.hits.map((row) => viewOf(kit, ctx, access, row)) };
}

type Outcome = { kind: 'FOUND'; hits: FoundRow[] } | { kind: 'OVER_BUDGET'; waitS: number };

async function search(work: Work, access: CaseAccess, keys: SearchKeys): Promise<Outcome> {
  const { kit, ctx, unit } = work;
  const { subject } = ctx.actor;
  const now = kit.clock.wall();
  const limits = await readNumbers(unit.db, limitKeys, kit.clock.today());
  await lockSearches(unit.db, subject);
  const oldest = await oldestOfBudget(unit.db, subject, { now, most: limits.findsAnHour });
  if (oldest !== undefined) {
    kit.log.warn({ alarm: 'SEARCH_BUDGET', subject, caseId: access.caseId }, 'search refused');
    return { kind: 'OVER_BUDGET', waitS: secondsUntil(oldest, now) };
  }
  const hits = await findRows(kit, unit.db, keys, mostHits + 1);
  const misses = await saveSearch(unit.db, {
    id: kit.newId(),
    actor: subject,
    at: now,
    day: kit.clock.today(),
    caseId: access.caseId,
    keys: keys.kind,
    hits: hits.length,
  });
  if (hits.length === 0 && misses > limits.missesADay) await raiseAlarm(work, { kind: 'SEARCH_MISSES', count: misses });
  await log(work, access, keys, hits);
  return { kind: 'FOUND', hits };
}

/** A row for each person who was shown; one that names nobody when nobody was: found none, or too many to show. */
async function log(
  { kit, ctx, unit }: Work,
  { caseId }: CaseAccess,
  keys: SearchKeys,
  hits: readonly FoundRow[],
): Promise<void> {
  const shown = hits.length <= mostHits ? hits.map(({ id }) => id) : [];
  await writeLedger(kit, ctx, unit.db, {
    personIds: shown.length > 0 ? shown : [null],
    fieldClasses: shown.length > 0 ? ['NAME_MASKED', 'ID_NO_MASKED', 'BASIC'] : ['IDENTITY_MATCH'],
    caseId,
    purpose: ctx.purpose ?? '',
    basis: caseId,
    channel: 'REST',
  });
  unit.audit({
    action: ctx.operationId,
    recordType: 'case',
    recordId: caseId,
    after: { keys: keys.kind, hits: hits.length },
  });
}

/** The name is clear only for a case handler whose case names the person already. */
function viewOf(kit: AppKit, ctx: Context, access: CaseAccess, row: FoundRow): Answer['hits'][number] {
  const { id, name, idNo, sex, birthDate, hukouDivision, lifeStatus } = row;
  const clear = open(kit, row, 'name', name);
  const isOwn = access.stage === 'OPEN' && access.named.has(id);
  return {
    personId: id,
    name: isOwn && ctx.grant !== undefined && caseHandlers.has(ctx.grant.role) ? clear : maskName(clear),
    idNo: idNo === null ? null : maskResidentId(open(kit, row, 'id_no', idNo)),
    sex,
    birthDate,
    hukouDivision,
    lifeStatus,
  };
}
