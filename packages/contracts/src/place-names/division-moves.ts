import { type Static, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import type { ServiceName } from '../services.ts';
import { DivisionCode, Id, IdParams, PageQuery, Version } from '../shapes.ts';

const Count = Type.Integer({ minimum: 0 });
const OptionalCode = Type.Union([DivisionCode, Type.Null()]);
const Instant = Type.String({ format: 'date-time' });

/** The id of a division change, as place-names gives it. */
export const ChangeId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,59}$' });

/** How the new code was found; OFFICE: the record goes where the office that holds it goes on. */
export const MoveFoundBy = Type.Union(
  [
    Type.Literal('CODE'),
    Type.Literal('TOWNSHIP'),
    Type.Literal('ADDRESS'),
    Type.Literal('OFFICE'),
    Type.Literal('PERSON'),
  ],
  { $id: 'MoveFoundBy' },
);
export type MoveFoundBy = Static<typeof MoveFoundBy>;

/** FULL moves by itself; AMBIGUOUS has several new codes; UNMAPPED has no row in the code table. */
export const MoveExtent = Type.Union([Type.Literal('FULL'), Type.Literal('AMBIGUOUS'), Type.Literal('UNMAPPED')], {
  $id: 'MoveExtent',
});
export type MoveExtent = Static<typeof MoveExtent>;

/** Records that go, or would go, from one code to another; villages are counted under their township. */
export const MoveCount = Type.Object(
  {
    fromCode: DivisionCode,
    toCode: OptionalCode,
    extent: MoveExtent,
    foundBy: Type.Union([MoveFoundBy, Type.Null()]),
    count: Count,
  },
  { $id: 'DivisionMoveCount' },
);

/** A record whose new code a person has to say. */
export const UndecidedRecord = Type.Object(
  {
    table: Type.String(),
    recordId: Type.String(),
    fromCode: DivisionCode,
    extent: MoveExtent,
    candidates: Type.Array(DivisionCode),
    /** The office that decides. */
    ownerCode: DivisionCode,
  },
  { $id: 'UndecidedRecord' },
);

/** What one table of a service holds under the codes of a change. */
export const TableHoldings = Type.Object(
  {
    table: Type.String(),
    full: Count,
    ambiguous: Count,
    unmapped: Count,
    moves: Type.Array(MoveCount),
  },
  { $id: 'TableHoldings' },
);
export type TableHoldings = Static<typeof TableHoldings>;

/** Living records of a service under the codes of a change, and where they would go (place-names.md §9). */
export const DivisionHoldings = Type.Object(
  {
    changeId: ChangeId,
    tables: Type.Array(TableHoldings),
    /** The first hundred of them. */
    undecided: Type.Array(UndecidedRecord),
    undecidedCount: Count,
  },
  { $id: 'DivisionHoldings' },
);
export type DivisionHoldings = Static<typeof DivisionHoldings>;

/** How far a service's records have followed a change. */
export const DivisionMoveReport = Type.Object(
  {
    changeId: ChangeId,
    /** NONE: the service has not heard of the change. */
    state: Type.Union([Type.Literal('NONE'), Type.Literal('RUNNING'), Type.Literal('WAITING'), Type.Literal('CLOSED')]),
    /** Σ before and Σ after: every record that was found is moved, was changed otherwise, or waits for a person. */
    before: Count,
    after: Count,
    /** Records without a new code; the move closes at 0. */
    unmapped: Count,
    /** What the dry run before the first record counted. */
    dryRun: Type.Array(TableHoldings),
    tables: Type.Array(
      Type.Object(
        {
          table: Type.String(),
          before: Count,
          moved: Count,
          gone: Count,
          unmapped: Count,
          moves: Type.Array(MoveCount),
        },
        { $id: 'TableMoves' },
      ),
    ),
    closedAt: Type.Union([Instant, Type.Null()]),
  },
  { $id: 'DivisionMoveReport' },
);
export type DivisionMoveReport = Static<typeof DivisionMoveReport>;

/** A record in the manual queue of a service. */
export const QueuedMove = Type.Object(
  {
    id: Id,
    changeId: ChangeId,
    ...UndecidedRecord.properties,
    state: Type.Union([Type.Literal('QUEUED'), Type.Literal('MOVED'), Type.Literal('GONE')]),
    toCode: OptionalCode,
    version: Version,
  },
  { $id: 'QueuedMove' },
);
export type QueuedMove = Static<typeof QueuedMove>;

/** Holdings under codes by table; with `dryRun` false the move itself is run, or goes on, and its rest is counted. */
export function divisionHoldings(service: ServiceName) {
  return defineOperation({
    id: `${service}.divisionMoves.holdings`,
    service,
    method: 'POST',
    path: '/internal/division-holdings',
    summary: 'Living records under the codes of a division change, by table: FULL, AMBIGUOUS, UNMAPPED',
    body: Type.Object(
      {
        changeId: ChangeId,
        /** Only records inside these; all of the change when empty. */
        codes: Type.Array(DivisionCode, { maxItems: 200 }),
        dryRun: Type.Boolean(),
      },
      { additionalProperties: false },
    ),
    success: { status: 200, schema: DivisionHoldings },
    permission: 'divisionMoves:ask',
    callers: ['service'],
  });
}

/** How far the move of one change is; a change that never came is NONE. */
export function divisionMoveReport(service: ServiceName) {
  return defineOperation({
    id: `${service}.divisionMoves.report`,
    service,
    method: 'GET',
    path: '/internal/division-moves/{changeId}',
    summary: 'Records moved by a division change, by table, old and new code',
    params: Type.Object({ changeId: ChangeId }),
    success: { status: 200, schema: DivisionMoveReport },
    permission: 'divisionMoves:ask',
    callers: ['service'],
  });
}

/** The manual queue: records whose new code nobody but a person can say. */
export function listQueuedMoves(service: ServiceName) {
  return defineOperation({
    id: `${service}.divisionMoves.list`,
    service,
    method: 'GET',
    path: '/v1/division-move-records',
    summary: 'Records of the own offices that wait for a decision on their new division, oldest first',
    query: Type.Object({ changeId: Type.Optional(ChangeId), ...PageQuery.properties }, { additionalProperties: false }),
    success: {
      status: 200,
      schema: Type.Object({ items: Type.Array(QueuedMove), next: Type.Union([Type.String(), Type.Null()]) }),
    },
    permission: 'divisionMoves:read',
    errors: ['CURSOR_INVALID'],
  });
}

/** Says where one record of the queue goes. */
export function decideQueuedMove(service: ServiceName) {
  return defineOperation({
    id: `${service}.divisionMoves.decide`,
    service,
    method: 'POST',
    path: '/v1/division-move-records/{id}/decision',
    summary: 'Decide the new division of a record that a change left undecided',
    params: IdParams,
    body: Type.Object(
      { toCode: DivisionCode, reason: Type.String({ minLength: 2, maxLength: 500 }) },
      { additionalProperties: false },
    ),
    success: { status: 200, schema: QueuedMove },
    permission: 'divisionMoves:decide',
    versioned: true,
    errors: ['MOVE_RECORD_UNKNOWN', 'MOVE_TARGET_INVALID', 'STATE_TRANSITION_INVALID'],
  });
}
