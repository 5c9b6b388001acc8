import { type Static, Type } from 'typebox';

/**
 * The language of the ministry's node (民政部区划地名公共服务系统, place-names.md §8.5), as it crosses the wire: names in
 * snake case, bytes that are hashed as text.
 */
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const OpenDay = Type.Union([Type.String({ format: 'date' }), Type.Null()]);

/** One record of a package; `hash` is the SHA-256 of `payload` as it stands, which is '' for a tombstone. */
export const SyncRecord = Type.Object({
  table: Type.Union([Type.Literal('division'), Type.Literal('place_name')]),
  key: Type.String({ minLength: 1 }),
  op: Type.Union([Type.Literal('UPSERT'), Type.Literal('TOMBSTONE')]),
  version: Type.Integer({ minimum: 1 }),
  division: Type.String({ pattern: '^[0-9]{12}$' }),
  category: Type.String({ pattern: '^[0-9]{5}$' }),
  valid_from: OpenDay,
  valid_to: OpenDay,
  payload: Type.String(),
  hash: Hash,
});
export type SyncRecord = Static<typeof SyncRecord>;

/** What a package says; `seq` has no gaps, and `base_seq` is the package on which this one builds. */
export const SyncContent = Type.Object({
  node: Type.Literal('370000'),
  seq: Type.Integer({ minimum: 1 }),
  base_seq: Type.Integer({ minimum: 0 }),
  kind: Type.Union([Type.Literal('INCREMENTAL'), Type.Literal('REPAIR')]),
  created_at: Type.String({ format: 'date-time' }),
  records: Type.Array(SyncRecord),
  count: Type.Integer({ minimum: 0 }),
});
export type SyncContent = Static<typeof SyncContent>;

/** A package as it is sent: the content as text, its SHA-256 and the province's seal over that. */
export const SyncEnvelope = Type.Object({
  content: Type.String(),
  sha256: Hash,
  signature: Type.Object({ keyId: Type.String(), algorithm: Type.String(), signature: Type.String() }),
});
export type SyncEnvelope = Static<typeof SyncEnvelope>;

/** Why the node refuses a record. */
export const SyncRecordCode = Type.Union([
  /** A version that another record of the key has, or a key twice in a package. */
  Type.Literal('DUPLICATE'),
  Type.Literal('STALE_VERSION'),
  Type.Literal('BAD_CATEGORY'),
  Type.Literal('GEOM_INVALID'),
  Type.Literal('HASH'),
]);
export type SyncRecordCode = Static<typeof SyncRecordCode>;

/** The node's answer to a package. */
export const SyncAnswer = Type.Object({
  seq: Type.Integer(),
  /** HELD: an earlier one is missing, `resend` says which. REJECTED: the package as a whole, `reason` says why. */
  result: Type.Union([Type.Literal('ACK'), Type.Literal('NACK'), Type.Literal('HELD'), Type.Literal('REJECTED')]),
  /** The last one applied. */
  last_seq: Type.Integer(),
  /** Packages that this call applied, those held before too. */
  applied: Type.Array(Type.Object({ seq: Type.Integer(), changes: Type.Integer() })),
  resend: Type.Array(Type.Integer()),
  records: Type.Array(
    Type.Object({ seq: Type.Integer(), table: Type.String(), key: Type.String(), code: SyncRecordCode }),
  ),
  reason: Type.Union([Type.String(), Type.Null()]),
});
export type SyncAnswer = Static<typeof SyncAnswer>;

/** How many records the node has of a county and category, and a hash over them. */
export const SyncGroup = Type.Object({
  /** County, 12 digits. */
  division: Type.String(),
  category: Type.String(),
  count: Type.Integer(),
  /** SHA-256 over the lines `table|key|version|hash` in the order of their bytes, parted by line feeds. */
  hash: Type.String(),
});
export type SyncGroup = Static<typeof SyncGroup>;

/** All groups of the node, and how far it has applied. */
export const SyncGroups = Type.Object({ last_seq: Type.Integer(), groups: Type.Array(SyncGroup) });
export type SyncGroups = Static<typeof SyncGroups>;

/** The records of one group as the node has them. */
export const SyncGroupRecords = Type.Object({
  records: Type.Array(
    Type.Object({
      table: SyncRecord.properties.table,
      key: Type.String(),
      version: Type.Integer(),
      hash: Type.String(),
    }),
  ),
});
export type SyncGroupRecords = Static<typeof SyncGroupRecords>;
