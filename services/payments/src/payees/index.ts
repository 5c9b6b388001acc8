import {
  approveWhiteListed,
  changeAccount,
  closeAccount,
  createOrganisationPayee,
  createPayee,
  enrolmentApproved,
  enrolmentChanged,
  enrolmentTerminated,
  getPayee,
  listAccountNotices,
  listWhiteListed,
  markAccountNoticeSent,
  proposeWhiteListed,
  verifyPayee,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { close } from './close.ts';
import { addPayee, proposeAccount } from './commands.ts';
import { onApproved, onChanged, onTerminated } from './events.ts';
import { markSent, readNotices } from './notices.ts';
import { addOrganisation } from './organisations.ts';
import { readPayee } from './queries.ts';
import { verifyAccount } from './verify.ts';
import { approve, propose, readWhiteList } from './white-list.ts';

export { openAccount } from './queries.ts';

/** Payees with accounts that two persons entered and verified, and the enrolments that they are paid for. */
export function registerPayees(kit: AppKit): void {
  kit.operation(createPayee, (ctx, { body }) => addPayee(kit, ctx, body));
  kit.operation(verifyPayee, (ctx, { params }) => verifyAccount(kit, ctx, params.id));
  kit.operation(changeAccount, (ctx, input) => proposeAccount(kit, ctx, input));
  kit.operation(createOrganisationPayee, (ctx, { body }) => addOrganisation(kit, ctx, body));
  kit.operation(closeAccount, (ctx, input) => close(kit, ctx, input));
  kit.operation(listAccountNotices, (ctx, { query }) => readNotices(kit, ctx, query));
  kit.operation(markAccountNoticeSent, (ctx, input) => markSent(kit, ctx, input));
  kit.operation(proposeWhiteListed, (ctx, { body }) => propose(kit, ctx, body));
  kit.operation(approveWhiteListed, (ctx, input) => approve(kit, ctx, input));
  kit.operation(listWhiteListed, (ctx, { query }) => readWhiteList(kit, ctx, query));
  kit.operation(getPayee, (ctx, { params }) => readPayee(kit, ctx, params.id));
  kit.consume(enrolmentApproved, { apply: (unit, event) => onApproved(kit, unit, event) });
  kit.consume(enrolmentChanged, { apply: (unit, event) => onChanged(unit, event) });
  kit.consume(enrolmentTerminated, { apply: (unit, event) => onTerminated(unit, event) });
}
