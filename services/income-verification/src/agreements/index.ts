import { connectAgreement, createAgreement, endAgreement, listAgreements, readSecurityContact } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { connect, create, end, type RegisteredKeys } from './commands.ts';
import { readContact } from './contact.ts';
import { agreementsGraphql } from './graphql.ts';
import { readAgreements } from './queries.ts';

export { type AgreementRow, demandingSubject, listLiveAgreements, routeOf } from './queries.ts';
export {
  type AgencyItem,
  agencyName,
  allItems,
  findAgreement,
  isBank,
  isOutside,
  itemName,
  itemsNamed,
  itemsOfAgency,
  totalOnlyItems,
} from './rules.ts';

/** Agreements with the agencies, held by the province's centre. */
export function registerAgreements(kit: AppKit, keys: RegisteredKeys): void {
  kit.operation(createAgreement, (ctx, { body }) => create(kit, ctx, keys, body));
  kit.operation(connectAgreement, (ctx, input) => connect(kit, ctx, keys, input));
  kit.operation(endAgreement, (ctx, input) => end(kit, ctx, input));
  kit.operation(readSecurityContact, (ctx, { params }) => readContact(kit, ctx, params.id));
  kit.operation(listAgreements, (ctx, { query }) => readAgreements(kit, ctx, query));
  kit.graphql(agreementsGraphql(kit, keys));
}
