import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, Month, PageQuery, strict, Version } from '../shapes.ts';

const Instant = Type.String({ format: 'date-time' });
const OptionalInstant = Type.Union([Instant, Type.Null()]);
const OptionalText = Type.Union([Type.String(), Type.Null()]);
const OptionalCount = Type.Union([Type.Integer(), Type.Null()]);

/** A package for the ministry's node and how the node took it. */
export const SyncPackage = Type.Object(
  {
    id: Id,
    seq: Type.Integer(),
    baseSeq: Type.Integer(),
    kind: Type.Union([Type.Literal('INCREMENTAL'), Type.Literal('REPAIR')], { $id: 'SyncPackageKind' }),
    recordCount: Type.Integer(),
    sha256: Type.String(),
    state: Type.Union(
      [
        Type.Literal('BUILT'),
        Type.Literal('HELD'),
        Type.Literal('ACKED'),
        Type.Literal('NACKED'),
        Type.Literal('REJECTED'),
      ],
      { $id: 'SyncPackageState' },
    ),
    builtAt: Instant,
    sends: Type.Integer(),
    sentAt: OptionalInstant,
    answeredAt: OptionalInstant,
    changes: OptionalCount,
    reason: OptionalText,
    version: Version,
  },
  { $id: 'SyncPackage' },
);

const common = { service: 'place-names', permission: 'syncPackages:read' } as const;
const nodeErrors = ['NODE_NOT_CONFIGURED', 'NODE_UNAVAILABLE'];

export const listSyncPackages = defineOperation({
  ...common,
  id: 'syncPackages.list',
  method: 'GET',
  path: '/v1/sync-packages',
  summary: 'Packages for the ministry’s node, the newest first',
  query: PageQuery,
  success: { status: 200, schema: Type.Object({ items: Type.Array(SyncPackage), next: OptionalText }) },
  errors: ['CURSOR_INVALID'],
});

export const buildSyncPackages = defineOperation({
  ...common,
  permission: 'syncPackages:build',
  id: 'syncPackages.build',
  method: 'POST',
  path: '/v1/sync-packages',
  summary: 'Build the packages of what has changed since the last one',
  body: strict({}),
  success: { status: 201, schema: Type.Object({ items: Type.Array(SyncPackage) }) },
  idempotent: true,
});

export const sendSyncPackages = defineOperation({
  ...common,
  permission: 'syncPackages:send',
  id: 'syncPackages.send',
  method: 'POST',
  path: '/v1/sync-packages:send',
  summary: 'Send what the node has not applied, in order; a second call sends nothing twice that was applied',
  body: strict({}),
  success: {
    status: 200,
    schema: Type.Object({
      sent: Type.Integer(),
      acked: Type.Integer(),
      nacked: Type.Integer(),
      pending: Type.Integer(),
    }),
  },
  errors: [...nodeErrors, 'SEPARATION_OF_DUTIES'],
});

/** A record that the node refused. */
export const SyncConflict = Type.Object(
  {
    id: Id,
    seq: Type.Integer(),
    table: Type.String(),
    key: Type.String(),
    code: Type.String(),
    state: Type.Union([Type.Literal('OPEN'), Type.Literal('RESENT'), Type.Literal('KEPT')], {
      $id: 'SyncConflictState',
    }),
    openedAt: Instant,
    resolvedAt: OptionalInstant,
    reason: OptionalText,
    version: Version,
  },
  { $id: 'SyncConflict' },
);

export const listSyncConflicts = defineOperation({
  ...common,
  id: 'syncConflicts.list',
  method: 'GET',
  path: '/v1/sync-conflicts',
  summary: 'Records that the node refused, the oldest open ones first',
  query: Type.Object({ ...PageQuery.properties, state: Type.Optional(SyncConflict.properties.state) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(SyncConflict), next: OptionalText }) },
  errors: ['CURSOR_INVALID'],
});

export const resolveSyncConflict = defineOperation({
  ...common,
  permission: 'syncPackages:send',
  id: 'syncConflicts.resolve',
  method: 'POST',
  path: '/v1/sync-conflicts/{id}/resolve',
  summary: 'Decide a refused record: send ours again under a higher version, or leave the node’s',
  params: IdParams,
  body: strict({
    decision: Type.Union([Type.Literal('RESEND'), Type.Literal('KEEP')]),
    reason: Type.String({ minLength: 4, maxLength: 500 }),
  }),
  success: { status: 200, schema: SyncConflict },
  versioned: true,
  errors: ['SYNC_CONFLICT_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

const GroupState = Type.Object({ count: Type.Integer(), hash: OptionalText });

/** A monthly comparison with the node. */
export const NodeReconciliation = Type.Object(
  {
    id: Id,
    month: Month,
    takenOn: Day,
    groups: Type.Integer(),
    /** Groups of county and category that differ. */
    differences: Type.Integer(),
    differing: Type.Array(
      Type.Object({ division: Type.String(), category: Type.String(), ours: GroupState, theirs: GroupState }),
    ),
    /** The package that repairs them. */
    repairSeq: OptionalCount,
    version: Version,
  },
  { $id: 'NodeReconciliation' },
);

export const listNodeReconciliations = defineOperation({
  ...common,
  id: 'nodeReconciliations.list',
  method: 'GET',
  path: '/v1/node-reconciliations',
  summary: 'Comparisons with the node, the newest first',
  query: PageQuery,
  success: { status: 200, schema: Type.Object({ items: Type.Array(NodeReconciliation), next: OptionalText }) },
  errors: ['CURSOR_INVALID'],
});

export const reconcileNode = defineOperation({
  ...common,
  permission: 'syncPackages:build',
  id: 'nodeReconciliations.run',
  method: 'POST',
  path: '/v1/node-reconciliations',
  summary: 'Compare with the node by county and category and build what repairs the differences',
  body: strict({}),
  success: { status: 201, schema: NodeReconciliation },
  idempotent: true,
  errors: [...nodeErrors, 'NODE_BEHIND'],
});
