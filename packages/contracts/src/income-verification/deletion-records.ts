import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, PageQuery } from '../shapes.ts';

const Count = Type.Integer({ minimum: 0 });
const OptionalText = Type.Union([Type.String(), Type.Null()]);

/** What was deleted of a check, and by what it is known that it cannot be read again (income-verification.md §9). */
export const DeletionRecord = Type.Object(
  {
    id: Id,
    requestId: Id,
    scope: Type.String({ description: 'WHOLE, BANK' }),
    reason: Type.String({ description: 'ARCHIVED, STOPPED, BANK_TERM' }),
    deletedOn: Day,
    job: Type.String(),
    answers: Count,
    quarantined: Count,
    identities: Count,
    letters: Count,
    replies: Count,
    files: Count,
    discs: Count,
    answersSha256: Type.String(),
    /** Id of the key that went with them, and SHA-256 of it as it was wrapped; null where the key stays or never was. */
    dataKeyId: OptionalText,
    wrappedSha256: OptionalText,
  },
  { $id: 'DeletionRecord' },
);

/** Raw bytes that should be gone. */
export const RawRemnant = Type.Object(
  {
    requestId: Id,
    table: Type.String(),
    rows: Count,
    /** DELETED: the check was deleted, and this is still there; OVERDUE: its term has passed. */
    fault: Type.String(),
  },
  { $id: 'RawRemnant' },
);

/** A copy of a batch file that was deleted from an agency's folders after its term (income-verification.md §9). */
export const CopyDeletion = Type.Object(
  {
    id: Id,
    agencyCode: Type.String(),
    place: Type.String({ description: 'HANDED_OVER: a file of ours; TAKEN: a file of the agency' }),
    fileName: Type.String(),
    /** Of the bytes that went. */
    sha256: Type.String(),
    bytes: Count,
    keptFrom: Day,
    dueOn: Day,
    state: Type.String({ description: 'BEGUN, GONE' }),
    deletedOn: Type.Union([Day, Type.Null()]),
    job: Type.String(),
  },
  { $id: 'CopyDeletion' },
);

const common = { service: 'income-verification', method: 'GET', permission: 'deletionRecords:read' } as const;

export const listDeletionRecords = defineOperation({
  ...common,
  id: 'deletionRecords.list',
  path: '/v1/deletion-records',
  summary: 'Proofs of what was deleted in the caller’s division, newest first',
  query: Type.Object({ ...PageQuery.properties, requestId: Type.Optional(Id) }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(DeletionRecord), next: Type.Union([Type.String(), Type.Null()]) }),
  },
});

export const listCopyDeletions = defineOperation({
  ...common,
  id: 'copyDeletions.list',
  path: '/v1/copy-deletions',
  summary: 'Proofs of copies of batch files that were deleted from agencies’ folders, newest first',
  query: Type.Object({ ...PageQuery.properties, agencyCode: Type.Optional(Type.String({ maxLength: 40 })) }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(CopyDeletion), next: Type.Union([Type.String(), Type.Null()]) }),
  },
});

export const listRawRemnants = defineOperation({
  ...common,
  id: 'rawRemnants.list',
  path: '/v1/raw-remnants',
  summary: 'Raw bytes in the caller’s division that should be gone; at most 200, and none where deletion works',
  success: { status: 200, schema: Type.Object({ items: Type.Array(RawRemnant) }) },
});
