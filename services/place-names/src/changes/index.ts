import {
  draftDivisionChange,
  getChangeMapping,
  getDivisionChange,
  listDivisionChanges,
  proposeDivisionCodes,
  publishDivisionChange,
  publishDivisionCodes,
  reviseDivisionChange,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { proposeCodes, publishCodes } from './codes.ts';
import { draftChange, publishChange, readMapping, reviseChange } from './commands.ts';
import { changesGraphql } from './graphql.ts';
import { readChange, readChanges } from './reads.ts';

export { nextTableVersion } from './write-plan.ts';

/** Registers changes of divisions: entered, published by another person, corrected by another change; and their codes. */
export function registerChanges(kit: AppKit, tables: CodeTables): void {
  const changes = { kit, tables };
  kit.operation(listDivisionChanges, (ctx, { query }) => readChanges(changes, ctx, query.since));
  kit.operation(draftDivisionChange, (ctx, { body }) => draftChange(kit, ctx, body));
  kit.operation(reviseDivisionChange, (ctx, { params, body }) => reviseChange(kit, ctx, { id: params.id, body }));
  kit.operation(getDivisionChange, (ctx, { params }) => readChange(kit, ctx, params.id));
  kit.operation(getChangeMapping, (ctx, { params }) => readMapping(kit, ctx, params.id));
  kit.operation(publishDivisionChange, (ctx, { params }) => publishChange(kit, ctx, params.id));
  kit.operation(proposeDivisionCodes, (ctx, { params, body }) => proposeCodes(kit, ctx, { id: params.id, ...body }));
  kit.operation(publishDivisionCodes, (ctx, { params }) => publishCodes(kit, ctx, params.id));
  kit.graphql(changesGraphql(changes));
}
