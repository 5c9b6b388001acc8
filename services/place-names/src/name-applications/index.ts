import {
  acceptNameApplication,
  announceNameApplication,
  checkNameApplication,
  createNameApplication,
  decideNameApplication,
  fileNameApplication,
  getNameApplication,
  listNameApplications,
  opineOnNameApplication,
  publiciseNameApplication,
  reviewNameApplication,
  surveyNameApplication,
  waiveNameFinding,
} from '@mz/contracts';
import type { NameKit } from '../names/index.ts';
import { checkApplication, waiveFinding } from './check.ts';
import { createApplication } from './create.ts';
import { decideApplication } from './decide.ts';
import { nameApplicationsGraphql } from './graphql.ts';
import { readApplication, readApplications } from './list.ts';
import {
  acceptApplication,
  announceApplication,
  fileApplication,
  opineOnApplication,
  publiciseApplication,
  reviewApplication,
  surveyApplication,
} from './steps.ts';

export { markSigned } from './signed.ts';

/** Naming, renaming and cancelling: from the application to the sign (place-names.md §5.3). */
export function registerNameApplications(names: NameKit): void {
  const { kit } = names;
  kit.operation(createNameApplication, (ctx, { body }) => createApplication(names, ctx, body));
  kit.operation(getNameApplication, (ctx, { params }) => readApplication(kit, ctx, params.id));
  kit.operation(listNameApplications, (ctx, { query }) => readApplications(kit, ctx, query));
  kit.operation(acceptNameApplication, (ctx, { params }) => acceptApplication(kit, ctx, params.id));
  kit.operation(waiveNameFinding, (ctx, input) => waiveFinding(names, ctx, input));
  kit.operation(checkNameApplication, (ctx, { params }) => checkApplication(names, ctx, params.id));
  kit.operation(surveyNameApplication, (ctx, input) => surveyApplication(kit, ctx, input));
  kit.operation(reviewNameApplication, (ctx, input) => reviewApplication(kit, ctx, input));
  kit.operation(opineOnNameApplication, (ctx, input) => opineOnApplication(kit, ctx, input));
  kit.operation(publiciseNameApplication, (ctx, { params }) => publiciseApplication(kit, ctx, params.id));
  kit.operation(decideNameApplication, (ctx, input) => decideApplication(names, ctx, input));
  kit.operation(announceNameApplication, (ctx, { params }) => announceApplication(kit, ctx, params.id));
  kit.operation(fileNameApplication, (ctx, { params }) => fileApplication(kit, ctx, params.id));
  kit.graphql(nameApplicationsGraphql(names));
}
