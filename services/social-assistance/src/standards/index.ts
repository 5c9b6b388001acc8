import {
  approveStandard as approveOperation,
  approveParameter as approveParameterOperation,
  listParameters,
  listStandards,
  proposeStandard as proposeOperation,
  proposeParameter as proposeParameterOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { approveStandard, proposeStandard } from './commands.ts';
import { approveParameter, proposeParameter } from './parameter-commands.ts';
import { findParameters, findStandards } from './reads.ts';

export { keepFormer } from './keep-former.ts';
export {
  getParameter,
  listParameterRows,
  listPolicy,
  listStandardRows,
  type Policy,
  policyAt,
  regionGroupOf,
} from './parameters.ts';
export { seedStandards } from './seed.ts';

/** Standards and dated parameters, each by two persons. */
export function registerStandards(kit: AppKit): void {
  kit.operation(proposeOperation, (ctx, { body }) => proposeStandard(kit, ctx, body));
  kit.operation(approveOperation, (ctx, { params }) => approveStandard(kit, ctx, params.id));
  kit.operation(listStandards, (ctx, { query }) => findStandards(kit, ctx, query));
  kit.operation(proposeParameterOperation, (ctx, { body }) => proposeParameter(kit, ctx, body));
  kit.operation(approveParameterOperation, (ctx, { params }) => approveParameter(kit, ctx, params.id));
  kit.operation(listParameters, (ctx, { query }) => findParameters(kit, ctx, query));
}
