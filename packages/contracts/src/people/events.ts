import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { Day, Id } from '../shapes.ts';

const Notice = { personId: Id, noticeId: Id };

export const personRegistered = defineEvent({
  name: 'person.registered',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'A person was registered for the first time',
  payload: Type.Object({ personId: Id }),
});

export const personDied = defineEvent({
  name: 'person.died',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'A death is confirmed',
  payload: Type.Object({ ...Notice, deathDate: Day, source: Type.String() }),
});

export const personDeathReported = defineEvent({
  name: 'person.death-reported',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'A death is reported and waits for confirmation',
  payload: Type.Object({ ...Notice, deathDate: Day, source: Type.String(), confirmBy: Day }),
});

export const personDeathRevoked = defineEvent({
  name: 'person.death-revoked',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'An earlier death notice is undone',
  payload: Type.Object({
    ...Notice,
    revokesNoticeId: Id,
    /** What was told of the undone notice; who hears of confirmed deaths only never heard of a reported one. */
    revokes: Type.Optional(Type.Union([Type.Literal('REPORTED'), Type.Literal('CONFIRMED')])),
  }),
});

export const personDeathConflict = defineEvent({
  name: 'person.death-conflict',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'A living claim stands against a confirmed death',
  payload: Type.Object({ ...Notice, conflictsWithNoticeId: Id, pausedUntil: Day }),
});

export const personMerged = defineEvent({
  name: 'person.merged',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'Two records are one person; the dropped id is an alias',
  payload: Type.Object({ kept: Id, dropped: Id }),
});

export const personSplit = defineEvent({
  name: 'person.split',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'A merge is undone',
  payload: Type.Object({ kept: Id, dropped: Id }),
});

export const personIdentityCorrected = defineEvent({
  name: 'person.identity-corrected',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'Name, number, sex or birth date was corrected',
  payload: Type.Object({ personId: Id, fields: Type.Array(Type.String()) }),
});

export const personMoved = defineEvent({
  name: 'person.moved',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'Register or residence moved',
  payload: Type.Object({ personId: Id, kind: Type.String(), toDivision: Type.String(), movedOn: Day }),
});

export const personCapacityChanged = defineEvent({
  name: 'person.capacity-changed',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'A person was declared without or with limited capacity, or has it again',
  payload: Type.Object({ personId: Id, capacity: Type.String(), from: Day }),
});

export const personCustodyChanged = defineEvent({
  name: 'person.custody-changed',
  version: 1,
  kind: 'FACT',
  producer: 'people',
  summary: 'A person was imprisoned or released',
  payload: Type.Object({
    personId: Id,
    kind: Type.Union([Type.Literal('IMPRISONED'), Type.Literal('RELEASED')]),
    on: Day,
  }),
});
