import { agreedRows, subjectOf } from '@mz/agencies';
import type { SpdciAnswered, SpdciSearchResponse } from '@mz/contracts';
import { demandingSubject } from '../agreements/index.ts';
import { findRequestKey } from '../answers/index.ts';
import type { Work } from '../app-kit.ts';
import { judgeAnswer, loadIdentities, lockQueries, storeOutcome, storingOf, tellProgress } from '../dispatch/index.ts';
import { countPartnerFault, grantedItems } from '../exchange/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { tellPartner } from '../partner-notices/index.ts';
import { getRequestRow, type SubQueryRow } from '../requests/index.ts';
import type { EnvelopeRefusal } from './envelope.ts';
import { answerOf } from './registry-search.ts';
import type { Speaking } from './search.ts';

/**
 * Takes what a registry answers later: each item is the answer of a question that this agency was asked in the transaction that it
 * names, or all are refused. What comes after the day of its question makes a late answer (§5.1), as by every other way.
 */
export async function takeRegistryAnswers(
  speaking: Speaking,
  message: SpdciSearchResponse,
): Promise<EnvelopeRefusal | undefined> {
  const { kit, ctx, partnerCode } = speaking;
  const final = message.search_response.filter(({ status }) => status === 'succ' || status === 'rjct');
  const byRef = new Map(final.map((item) => [item.reference_id, item]));
  const ids = [...byRef.keys()];
  if (ids.length === 0) return undefined;
  // Each question is a transaction of its own, under the question's id.
  if (ids.some((id) => id !== message.transaction_id)) return 'err.request.not_found';
  return kit.write(ctx, async (unit) => {
    const found = await unit.db
      .selectFrom('subQuery')
      .select(['id', 'requestId'])
      .where('id', 'in', ids)
      .where('agencyCode', '=', partnerCode)
      .execute();
    if (found.length < ids.length) return 'err.request.not_found';
    const work = { kit, ctx, unit };
    const requestIds = [...new Set(found.map(({ requestId }) => requestId))].sort();
    for (const requestId of requestIds) {
      await storeRequest(
        work,
        requestId,
        found.filter((one) => one.requestId === requestId),
        byRef,
      );
    }
    return undefined;
  });
}

async function storeRequest(
  work: Work,
  requestId: string,
  own: readonly { readonly id: string }[],
  answers: ReadonlyMap<string, SpdciAnswered>,
): Promise<void> {
  const { kit, unit } = work;
  const today = kit.clock.today();
  const request = await getRequestRow(unit.db, requestId, true);
  const current = await lockQueries(work, own);
  const dataKey = await findRequestKey(unit.db, requestId);
  if (dataKey === undefined) return refuseForgotten(work, [...current.values()]);
  const identities = await loadIdentities(kit, unit.db, requestId, dataKey);
  const storing = await storingOf(work, request, dataKey);
  const parameters = await loadParameters(unit.db, request.currentDivisionCode, today);
  const granted = await grantedItems(unit.db, request.purpose, today);
  const demanding = await demandingSubject(unit.db, [...current.values()], today);
  let answered = false;
  for (const query of current.values()) {
    const item = answers.get(query.id);
    const identity = identities.get(query.personId);
    if (item === undefined || identity === undefined) continue;
    const said = answerOf(item, query.itemCode);
    const answer = { ...said, rows: agreedRows(query.agencyCode, query.itemCode, said.rows) };
    const staleDays = parameters.number('answer_stale_days');
    const judgement = judgeAnswer(answer, {
      ref: query.id,
      item: query.itemCode,
      receivedOn: today,
      staleDays,
      fields: granted.get(`${query.agencyCode} ${query.itemCode}`) ?? [],
      ...identity,
      subject: identity.idNo === null ? undefined : subjectOf(query.id, identity.idNo),
      subjectDemanded: demanding.has(query.agreementId),
    });
    const reply = { kind: 'JUDGED' as const, judgement, raw: JSON.stringify(item), sourceAsOf: answer.sourceAsOf };
    await storeOutcome(storing, { query, reply, durationMs: 0 }, query);
    answered ||= judgement.ok && isAwaited(query);
  }
  await tellProgress(work, request, answered);
}

/** The raw data of the check were deleted after their term: what comes now is not kept, and the agency is told. */
function refuseForgotten({ kit, unit }: Work, queries: readonly SubQueryRow[]): void {
  const code = 'ANSWER_NOT_EXPECTED';
  for (const { id: ref, agencyCode: partnerCode } of queries) {
    countPartnerFault({ kit, unit }, { partnerCode, code, count: 1 });
    tellPartner({ kit, unit }, { partnerCode, kind: 'ANSWER_REFUSED', ref, code });
  }
}

function isAwaited({ state }: SubQueryRow): boolean {
  return !['CANCELLED', 'ANSWERED', 'ANSWERED_LATE'].includes(state);
}
