import { createHash, randomUUID } from 'node:crypto';
import { confirmReply, createAgreement, enterReply, type Operation, rejectReply } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';
import { type Call, openOfficer } from '../workload/officer.ts';
import type { Check } from './centre.ts';
import { service } from './open.ts';

/** A question as it stands in the last letter that asks it. */
export interface Letter {
  readonly id: string;
  readonly subQueryId: string;
}

/** What an agency's paper says of one question, as it is typed in. */
export interface Paper {
  readonly outcome: string;
  readonly rows: readonly object[];
  readonly sourceAsOf: string;
}

/** A reply that was typed in. */
export interface Typed {
  readonly id: string;
  readonly version: number;
}

/** The desk to which papers come: one person types them in, another compares them with the scan. A refusal is its code. */
export interface Post {
  /** An agreement on letters with an agency; from then on it is asked. */
  connect(agency: { readonly agencyCode: string; readonly item: string }): Promise<void>;
  letterOf(check: Check, agencyCode: string): Promise<Letter>;
  enter(letter: Letter, paper: Paper): Promise<Typed | string>;
  confirm(typed: Typed): Promise<Typed | string>;
  reject(typed: Typed, reason: string): Promise<Typed | string>;
}

const means = { 'x-purpose': 'VERIFY_MEANS' };

/** Logs the people of the desk in. */
export async function openPost(platform: Platform): Promise<Post> {
  const [operator, checker, admin] = await Promise.all([
    openOfficer(platform, 'lixia-center-operator'),
    openOfficer(platform, 'lixia-center-checker'),
    openOfficer(platform, 'province-admin'),
  ]);
  type Officer = typeof operator;
  const ask = async (officer: Officer, call: Omit<Call, 'key'> & { readonly operation: Operation }) => {
    const answer = await officer.call({ ...call, key: randomUUID() });
    // Parse border: the contract's reply, or a problem.
    const body = JSON.parse(answer?.text ?? '{}') as Typed & { readonly code?: string };
    return answer?.status === call.operation.success.status ? body : (body.code ?? `NO_ANSWER ${answer?.status}`);
  };
  const step = (operation: Operation, { id, version }: Typed, body: object) =>
    ask(checker, { operation, params: { id }, body, version, headers: means });
  return {
    async connect({ agencyCode, item }) {
      const body = {
        ...{ agencyCode, items: [item], mode: 'ML', docNo: randomUUID() },
        ...{ level: 'PROVINCE', divisionCode: '370000000000', slaSeconds: 1_296_000, validFrom: '2014-01-01' },
      };
      const made = await ask(admin, { operation: createAgreement, body });
      if (typeof made === 'string') throw new Error(`an agreement on letters was answered ${made}`);
    },
    async letterOf({ requestId }, agencyCode) {
      const [letter] = await platform.rows<Letter>(
        service,
        `select l.id, a.sub_query_id as "subQueryId" from letter l join letter_query a on a.letter_id = l.id
         where l.request_id = $1 and l.agency_code = $2 order by l.created_at desc limit 1`,
        [requestId, agencyCode],
      );
      if (letter === undefined) throw new Error(`there is no letter to ${agencyCode}`);
      return letter;
    },
    enter({ id, subQueryId }, paper) {
      const scanSha256 = createHash('sha256').update(randomUUID()).digest('hex');
      const body = { ...paper, subQueryId, scanSha256 };
      return ask(operator, { operation: enterReply, params: { id }, body, headers: means });
    },
    confirm: (typed) => step(confirmReply, typed, {}),
    reject: (typed, reason) => step(rejectReply, typed, { reason }),
  };
}
