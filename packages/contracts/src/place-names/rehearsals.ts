import { type Static, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, Version } from '../shapes.ts';
import { ChangeId, MoveCount, TableHoldings, UndecidedRecord } from './division-moves.ts';
import { ChangeExtent } from './division-shapes.ts';

const service = 'place-names';
const Count = Type.Integer({ minimum: 0 });
const Text = Type.Union([Type.String(), Type.Null()]);
const OpenDay = Type.Union([Day, Type.Null()]);
const ChangeParams = Type.Object({ id: ChangeId });
const Totals = Type.Object({ full: Count, ambiguous: Count, unmapped: Count }, { $id: 'RehearsalTotals' });

/** What one service said: its tables, or that it did not answer in time. */
export const RehearsedService = Type.Object(
  {
    service: Type.String(),
    answered: Type.Boolean(),
    /** The code of the refusal when there is no answer. */
    error: Text,
    tables: Type.Array(TableHoldings),
    undecided: Type.Array(UndecidedRecord),
    undecidedCount: Count,
  },
  { $id: 'RehearsedService' },
);

const PlacesInDivision = Type.Object({ code: DivisionCode, count: Count }, { $id: 'PlacesInDivision' });

/** What place-names itself keeps there: facilities, boundary lines, markers. */
export const RehearsedPlaces = Type.Object(
  { table: Type.String(), count: Count, codes: Type.Array(PlacesInDivision) },
  { $id: 'RehearsedPlaces' },
);

/** One rehearsal of a change: what would move, by service and table, and what a person would have to decide. */
export const Rehearsal = Type.Object(
  {
    id: Id,
    changeId: ChangeId,
    divisionCode: DivisionCode,
    effectiveOn: Day,
    rehearsedOn: Day,
    rehearsedBy: Type.String(),
    /** PARTIAL: at least one service did not answer. */
    status: Type.Union([Type.Literal('COMPLETE'), Type.Literal('PARTIAL')], { $id: 'RehearsalStatus' }),
    /** Version of the code table that was rehearsed. */
    tableVersion: Version,
    totals: Totals,
    services: Type.Array(RehearsedService),
    places: Type.Array(RehearsedPlaces),
  },
  { $id: 'Rehearsal' },
);
export type Rehearsal = Static<typeof Rehearsal>;

/** A rehearsal in a list. */
export const RehearsalEntry = Type.Object(
  {
    id: Id,
    changeId: ChangeId,
    rehearsedOn: Day,
    rehearsedBy: Type.String(),
    status: Type.String(),
    totals: Totals,
    silentServices: Type.Array(Type.String()),
  },
  { $id: 'RehearsalEntry' },
);

/** A table whose counts differ between two rehearsals. */
export const RehearsalDifference = Type.Object(
  { service: Type.String(), table: Type.String(), before: Totals, after: Totals },
  { $id: 'RehearsalDifference' },
);

const refusals = ['CHANGE_UNKNOWN', 'CHANGE_IN_FORCE'];

export const runRehearsal = defineOperation({
  id: 'rehearsals.run',
  service,
  method: 'POST',
  path: '/v1/division-changes/{id}/rehearsals',
  summary: 'Ask every service what it holds under the codes of a change that is not in force yet, and keep the answers',
  params: ChangeParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 201, schema: Rehearsal },
  permission: 'rehearsals:run',
  idempotent: true,
  errors: refusals,
});

export const listRehearsals = defineOperation({
  id: 'rehearsals.list',
  service,
  method: 'GET',
  path: '/v1/division-changes/{id}/rehearsals',
  summary: 'The rehearsals of a change, newest first',
  params: ChangeParams,
  query: PageQuery,
  success: { status: 200, schema: Type.Object({ items: Type.Array(RehearsalEntry), next: Text }) },
  permission: 'rehearsals:read',
  errors: ['CHANGE_UNKNOWN', 'CURSOR_INVALID'],
});

export const getRehearsal = defineOperation({
  id: 'rehearsals.get',
  service,
  method: 'GET',
  path: '/v1/rehearsals/{id}',
  summary: 'A rehearsal with its counts, its mapping and its undecided rest',
  params: IdParams,
  success: { status: 200, schema: Rehearsal },
  permission: 'rehearsals:read',
  errors: ['REHEARSAL_UNKNOWN'],
});

export const compareRehearsals = defineOperation({
  id: 'rehearsals.compare',
  service,
  method: 'GET',
  path: '/v1/rehearsals/{id}/comparison',
  summary: 'The tables whose counts differ between an earlier rehearsal and this one',
  params: IdParams,
  query: Type.Object({ with: Id }, { additionalProperties: false }),
  success: {
    status: 200,
    schema: Type.Object({ from: Id, to: Id, changeId: ChangeId, differences: Type.Array(RehearsalDifference) }),
  },
  permission: 'rehearsals:read',
  errors: ['REHEARSAL_UNKNOWN', 'REHEARSALS_DIFFER'],
});

/** How one service stands with a switched change. */
export const SwitchedService = Type.Object(
  {
    service: Type.String(),
    state: Type.String({ description: 'NONE, RUNNING, WAITING, CLOSED, SILENT' }),
    before: Count,
    after: Count,
    unmapped: Count,
    moves: Type.Array(Type.Object({ table: Type.String(), ...MoveCount.properties }, { $id: 'SwitchedMove' })),
  },
  { $id: 'SwitchedService' },
);

/** The day's switch of a change: one event, then the reports of the services until nothing is without a code. */
export const DivisionSwitch = Type.Object(
  {
    changeId: ChangeId,
    title: Type.String(),
    divisionCode: DivisionCode,
    effectiveOn: Day,
    /** HISTORY: in force before the platform began, never sent. */
    state: Type.Union([Type.Literal('HISTORY'), Type.Literal('SENT'), Type.Literal('CLOSED')], {
      $id: 'DivisionSwitchState',
    }),
    sentOn: OpenDay,
    /** Ten working days after the codes were published [A]. */
    dueOn: OpenDay,
    closedOn: OpenDay,
    overdue: Type.Boolean(),
    services: Type.Array(SwitchedService),
  },
  { $id: 'DivisionSwitch' },
);

export const getDivisionSwitch = defineOperation({
  id: 'divisionSwitches.get',
  service,
  method: 'GET',
  path: '/v1/division-changes/{id}/switch',
  summary: 'Whether a change was sent to the services, and how far their records have followed',
  params: ChangeParams,
  success: { status: 200, schema: DivisionSwitch },
  permission: 'rehearsals:read',
  errors: ['CHANGE_UNKNOWN', 'SWITCH_NOT_YET'],
});

export const listDivisionSwitches = defineOperation({
  id: 'divisionSwitches.list',
  service,
  method: 'GET',
  path: '/v1/division-switches',
  summary: 'Changes that were sent to the services, newest first',
  query: Type.Object({ overdue: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(DivisionSwitch) }) },
  permission: 'rehearsals:read',
});

/** The rows of one change at every level, for the moves of the services. */
export const divisionChangeMap = defineOperation({
  id: 'divisionChanges.map',
  service,
  method: 'GET',
  path: '/internal/division-changes/{id}/map',
  summary: 'What the ground of each code belongs to after a change, down to the village',
  params: ChangeParams,
  success: {
    status: 200,
    schema: Type.Object({
      changeId: ChangeId,
      /** The change that this one corrects: what followed it follows this one now. */
      correctsId: Type.Union([ChangeId, Type.Null()]),
      kinds: Type.Array(Type.String()),
      effectiveOn: Day,
      /** A draft has no rows below the county yet: the digits there are proposed, not decided. */
      draft: Type.Boolean(),
      items: Type.Array(
        Type.Object({
          changeId: ChangeId,
          fromCode: DivisionCode,
          toCode: DivisionCode,
          extent: ChangeExtent,
          effectiveOn: Day,
          partUnits: Type.Array(DivisionCode),
          remainder: Type.Boolean(),
        }),
      ),
    }),
  },
  permission: 'divisionChanges:map',
  callers: ['service'],
  errors: ['CHANGE_UNKNOWN'],
});
