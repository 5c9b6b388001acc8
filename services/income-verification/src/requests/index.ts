import {
  amendRequest,
  cancelRequest,
  createUnitRequest,
  draftRequest,
  entrustRequest,
  getRequest,
  listRequests,
  returnRequest,
  submitRequest,
  verificationRequested,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { sendBack } from './commands.ts';
import { amend, draftOf } from './drafts.ts';
import { archiveRequests, cancel } from './ends.ts';
import { entrust } from './entrust.ts';
import { createEntrustedRequest } from './entrusted.ts';
import { requestsGraphql } from './graphql.ts';
import { readBriefs, takeIn } from './intake.ts';
import { requestMutations } from './mutations.ts';
import { readRequest, readRequests } from './read.ts';
import { submit } from './submit.ts';

export { publishDispatch } from './commands.ts';
export { refuseKin } from './conflicts.ts';
export { authorizationEffects, setPause } from './effects.ts';
export { createEntrustedRequest, type EntrustedInput } from './entrusted.ts';
export {
  findRequestRow,
  getRequestRow,
  isOpen,
  isUnsent,
  listSubQueries,
  lockWaitingRequests,
  openStates,
  progressOf,
  type RequestRow,
  type SubQueryRow,
  unsentStates,
} from './queries.ts';
export { cursorId } from './read.ts';
export { stateAfter } from './steps.ts';

/** Requests: what a bureau, a township or a unit outside the platform asks to have checked. */
export function registerRequests(kit: AppKit): void {
  kit.operation(draftRequest, (ctx, { body }) => draftOf(kit, ctx, body));
  kit.operation(amendRequest, (ctx, input) => amend(kit, ctx, input));
  kit.operation(submitRequest, (ctx, input) => submit(kit, ctx, input));
  kit.operation(createUnitRequest, (ctx, { body }) => createEntrustedRequest(kit, ctx, body));
  kit.operation(getRequest, (ctx, { params }) => readRequest(kit, ctx, params.id));
  kit.operation(listRequests, (ctx, { query }) => readRequests(kit, ctx, query));
  kit.operation(entrustRequest, (ctx, input) => entrust(kit, ctx, input));
  kit.operation(cancelRequest, (ctx, input) => cancel(kit, ctx, input));
  kit.operation(returnRequest, (ctx, input) => sendBack(kit, ctx, input));
  kit.graphql(requestsGraphql(kit));
  kit.graphql(requestMutations(kit));
  kit.schedule({ name: 'requests.archive', every: { dailyAt: '00:20' }, run: (ctx) => archiveRequests(kit, ctx) });
  kit.consume(verificationRequested, {
    prepare: (events) => readBriefs(kit, events),
    apply: (unit, event, briefs, ctx) => takeIn({ kit, ctx, unit }, event, briefs),
  });
}
