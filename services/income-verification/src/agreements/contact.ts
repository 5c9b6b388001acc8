import type { OperationOutputOf, readSecurityContact } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { getAgreementRow } from './queries.ts';

type Contact = OperationOutputOf<typeof readSecurityContact>;

function place(recordId: string) {
  return { table: 'agency_agreement', column: 'security_contact', recordId };
}

/** Encrypts name and phone for one agreement. */
export function sealContact(kit: AppKit, agreementId: string, contact: Contact): Buffer {
  return kit.fields.encrypt(JSON.stringify(contact), place(agreementId));
}

/** Name and phone in clear; the reading is audited. */
export async function readContact(kit: AppKit, ctx: Context, id: string): Promise<Contact> {
  return kit.write(ctx, async (unit) => {
    const { securityContact, divisionCode } = await getAgreementRow(unit.db, id);
    kit.authorize(ctx, { divisionCode });
    if (securityContact === null) throw fail('SECURITY_CONTACT_MISSING');
    unit.audit({ action: 'agreements.contact', recordType: 'agency_agreement', recordId: id });
    // Parse border: only `sealContact` writes this column.
    return JSON.parse(kit.fields.decrypt(securityContact, place(id))) as Contact;
  });
}
