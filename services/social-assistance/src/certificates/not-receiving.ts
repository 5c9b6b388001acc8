import {
  caseRef,
  type issueNotReceivingCertificate,
  type OperationInputOf,
  type OperationOutputOf,
  personFacts,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { canonicalHash, monthOf } from '@mz/domain';
import { type Context, fail, refusal } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findSupportOf } from '../decisions/index.ts';

type Body = OperationInputOf<typeof issueNotReceivingCertificate>['body'];
type Answer = OperationOutputOf<typeof issueNotReceivingCertificate>;

/** Certifies that a person of the own county draws no living support anywhere in the province today (MF-220, split register). */
export async function issueNotReceiving(kit: AppKit, ctx: Context, body: Body): Promise<Answer> {
  const { personId, applicationId } = body;
  // The case belongs to another county: the service asks in its own name, and the answer stays here.
  const system = kit.system('certificates.search');
  const caseId = caseRef('social-assistance', applicationId);
  const { persons } = await kit.call(system, personFacts, { body: { personIds: [personId], caseId } });
  const [person] = persons;
  if (person === undefined) throw fail('PERSON_UNKNOWN');
  kit.authorize(ctx, { divisionCode: person.hukouDivision });
  const found = await findSupportOf(kit, system, { personIds: [personId], basisId: applicationId });
  if (found.length > 0) throw refusal(found.map((detail) => ({ code: 'SUPPORT_FOUND', detail })));
  return seal(kit, ctx, { ...body, divisionCode: `${person.hukouDivision.slice(0, 6)}000000` });
}

function seal(kit: AppKit, ctx: Context, given: Body & { readonly divisionCode: string }): Promise<Answer> {
  return kit.write(ctx, async (unit) => {
    const id = kit.newId();
    const issuedOn = kit.clock.today();
    const number = `N${given.divisionCode.slice(0, 6)}-${issuedOn.slice(0, 4)}-${id.replaceAll('-', '').slice(-10).toUpperCase()}`;
    const body = { id, number, ...given, month: monthOf(issuedOn), issuedOn };
    const hash = canonicalHash(body);
    const signed = kit.sealer.seal(hash);
    await unit.db
      .insertInto('notReceivingCertificate')
      .values({
        id,
        number,
        ...given,
        body: jsonb(body),
        hash,
        seal: jsonb(signed),
        issuedOn,
        issuedBy: ctx.actor.subject,
      })
      .execute();
    unit.audit({
      action: 'notReceivingCertificates.issue',
      recordType: 'not_receiving_certificate',
      recordId: id,
      after: { number, personId: given.personId, applicationId: given.applicationId },
    });
    const key = kit.sealer.publicKeys().keys.find(({ kid }) => kid === signed.keyId);
    if (key === undefined) throw new Error('the key of the seal is not published');
    return { ...body, hash, seal: signed, publicKey: { ...key } };
  });
}
