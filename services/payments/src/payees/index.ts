import {
  changeAccount,
  createPayee,
  enrolmentApproved,
  enrolmentChanged,
  enrolmentTerminated,
  getPayee,
  verifyPayee,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { addPayee, proposeAccount, verifyAccount } from './commands.ts';
import { onApproved, onChanged, onTerminated } from './events.ts';
import { showPayee } from './queries.ts';

export { openAccount } from './queries.ts';

/** Payees with accounts that two persons entered and verified, and the enrolments that they are paid for. */
export function registerPayees(kit: AppKit): void {
  kit.operation(createPayee, (ctx, { body }) => addPayee(kit, ctx, body));
  kit.operation(verifyPayee, (ctx, { params }) => verifyAccount(kit, ctx, params.id));
  kit.operation(changeAccount, (ctx, input) => proposeAccount(kit, ctx, input));
  kit.operation(getPayee, (ctx, { params }) => kit.read(ctx, (db) => showPayee(kit, db, params.id)));
  kit.consume(enrolmentApproved, { apply: (unit, event) => onApproved(kit, unit, event) });
  kit.consume(enrolmentChanged, { apply: (unit, event) => onChanged(unit, event) });
  kit.consume(enrolmentTerminated, { apply: (unit, event) => onTerminated(unit, event) });
}
