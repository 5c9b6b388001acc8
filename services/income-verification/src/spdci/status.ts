import type { SpdciStatusMessage } from '@mz/contracts';
import { isId } from '@mz/domain';
import type { Db } from '../app-kit.ts';
import type { Standing } from './compose.ts';
import { findTransaction, listItems } from './queries.ts';

/** Finds what a partner asks about among its own messages; nothing for an unknown id. */
export async function findStanding(
  db: Db,
  partnerCode: string,
  { transaction_id: own, txnstatus_request: asked }: SpdciStatusMessage,
): Promise<Standing | undefined> {
  const { attribute_type: type, attribute_value: value } = asked;
  if (type === 'subscription_code_list') return findBySubscriptions(db, partnerCode, [value].flat());
  const ids = [value].flat();
  const [first = ''] = ids;
  const by =
    type === 'correlation_id'
      ? { correlationId: isId(first) ? first : '00000000-0000-0000-0000-000000000000' }
      : { transactionId: type === 'transaction_id' ? first : own };
  const transaction = await findTransaction(db, partnerCode, by);
  if (transaction === undefined) return undefined;
  const items = await listItems(db, transaction.id);
  const meant = type === 'reference_id_list' ? items.filter(({ referenceId }) => ids.includes(referenceId)) : items;
  return meant.length === 0 ? undefined : { transaction, items: meant };
}

async function findBySubscriptions(
  db: Db,
  partnerCode: string,
  codes: readonly string[],
): Promise<Standing | undefined> {
  const ids = codes.filter(isId);
  if (ids.length === 0) return undefined;
  const row = await db
    .selectFrom('spdciSubscription')
    .innerJoin('spdciItem', 'spdciItem.id', 'spdciSubscription.itemRef')
    .select('spdciItem.transactionRef')
    .where('spdciSubscription.partnerCode', '=', partnerCode)
    .where('spdciSubscription.id', 'in', ids)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const transaction = await findTransaction(db, partnerCode, { correlationId: row.transactionRef });
  return transaction && { transaction, items: await listItems(db, transaction.id) };
}
