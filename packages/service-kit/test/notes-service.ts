import {
  DivisionCode,
  defineOperation,
  divisionChanged,
  Id,
  IdParams,
  type OperationInputOf,
  type OperationOutputOf,
  personRegistered,
  Version,
} from '@mz/contracts';
import { Type } from 'typebox';
import { defineErrors } from '../src/catalogue.ts';
import { defineService, type ServiceDefinition } from '../src/define-service.ts';
import { expectVersion, fail } from '../src/errors.ts';
import type { Context, Kit } from '../src/kit.ts';
import { definePermissions } from '../src/permissions.ts';

/** Tables of the test service. */
export interface NotesDatabase {
  note: { id: string; divisionCode: string; text: string; version: number };
}

type NotesKit = Kit<NotesDatabase, NotesConfig>;

const Note = Type.Object(
  { id: Id, divisionCode: DivisionCode, text: Type.String(), version: Version },
  { $id: 'Note' },
);
const NoteBody = Type.Object(
  { text: Type.String({ minLength: 1 }), divisionCode: DivisionCode },
  { additionalProperties: false },
);
const settings = Type.Object({ greeting: Type.String({ default: '你好' }) });

/** Settings of the test service. */
export interface NotesConfig {
  readonly greeting: string;
}

export const createNote = defineOperation({
  id: 'notes.create',
  service: 'people',
  method: 'POST',
  path: '/v1/notes',
  summary: 'Write a note',
  body: NoteBody,
  success: { status: 201, schema: Note },
  permission: 'notes:write',
  idempotent: true,
});

export const getNote = defineOperation({
  id: 'notes.get',
  service: 'people',
  method: 'GET',
  path: '/v1/notes/{id}',
  summary: 'Read a note',
  params: IdParams,
  success: { status: 200, schema: Note },
  permission: 'notes:read',
});

export const rewriteNote = defineOperation({
  id: 'notes.rewrite',
  service: 'people',
  method: 'PUT',
  path: '/v1/notes/{id}',
  summary: 'Rewrite a note',
  params: IdParams,
  body: NoteBody,
  success: { status: 200, schema: Note },
  permission: 'notes:write',
  versioned: true,
});

/** A service of one table, which stands in for people in the kit's tests. */
export const notesService: ServiceDefinition<NotesDatabase, NotesConfig> = defineService<NotesDatabase, NotesConfig>({
  name: 'people',
  migrations: new URL('./migrations/', import.meta.url),
  errors: defineErrors({ NOTE_UNKNOWN: { status: 404, zh: '没有该记录', en: 'There is no such note' } }),
  permissions: definePermissions({
    'notes:write': { roles: ['TOWNSHIP_ACCEPTOR'] },
    'notes:read': { roles: ['TOWNSHIP_ACCEPTOR', 'COUNTY_REVIEWER'] },
  }),
  config: settings,
  systemJobs: [
    { name: 'division.changed', tables: ['note'], why: 'notes follow their division' },
    { name: 'notes.count', tables: ['note'], why: 'counts notes each day' },
  ],
  build(kit) {
    kit.operation(createNote, (ctx, { body }) => writeNote(kit, ctx, body));
    kit.operation(getNote, (ctx, { params }) => readNote(kit, ctx, params.id));
    kit.operation(rewriteNote, (ctx, input) => replaceNote(kit, ctx, input));
    kit.consume(divisionChanged, {
      async apply(unit, event) {
        const [item] = event.data.items;
        if (!item) return { kind: 'waiting', for: event.data.changeId };
        await unit.db
          .updateTable('note')
          .set({ divisionCode: item.toCode })
          .where('divisionCode', '=', item.fromCode)
          .execute();
        unit.audit({ action: 'notes.move', recordType: 'division', recordId: item.fromCode });
        return { kind: 'done' };
      },
    });
    // A second feature that follows the same event.
    kit.consume(divisionChanged, {
      async apply(unit, event) {
        const [item] = event.data.items;
        const notes = await unit.db
          .selectFrom('note')
          .select('id')
          .where('divisionCode', '=', item?.toCode ?? '')
          .execute();
        unit.audit({
          action: 'notes.sawMove',
          recordType: 'division',
          recordId: item?.toCode ?? '',
          after: { notes: notes.length },
        });
        return { kind: 'done' };
      },
    });
    kit.schedule({
      name: 'notes.count',
      every: { dailyAt: '02:00' },
      async run(ctx) {
        return kit.write(ctx, async (unit) => {
          const rows = await unit.db.selectFrom('note').select('id').execute();
          unit.audit({
            action: 'notes.count',
            recordType: 'day',
            recordId: kit.clock.today(),
            after: { notes: rows.length },
          });
          return { done: rows.length };
        });
      },
    });
  },
});

type Note = OperationOutputOf<typeof createNote>;

async function writeNote(
  kit: NotesKit,
  ctx: Context,
  body: OperationInputOf<typeof createNote>['body'],
): Promise<Note> {
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: body.divisionCode });
    const note = { id: kit.newId(), ...body, version: 1 };
    await unit.db.insertInto('note').values(note).execute();
    unit.audit({
      action: 'notes.create',
      recordType: 'note',
      recordId: note.id,
      after: { divisionCode: note.divisionCode },
    });
    unit.publish(personRegistered, {
      subject: note.id,
      divisionCode: note.divisionCode,
      aggregateVersion: 1,
      data: { personId: note.id },
    });
    return note;
  });
}

async function readNote(kit: NotesKit, ctx: Context, id: string): Promise<Note> {
  const [note] = await kit.read(ctx, (db) => db.selectFrom('note').selectAll().where('id', '=', id).execute());
  if (!note) throw fail('NOTE_UNKNOWN');
  return note;
}

async function replaceNote(
  kit: NotesKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof rewriteNote>,
): Promise<Note> {
  return kit.write(ctx, async (unit) => {
    const found = await unit.db
      .selectFrom('note')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (!found) throw fail('NOTE_UNKNOWN');
    expectVersion(ctx, found.version);
    const note = { ...found, text: body.text, version: found.version + 1 };
    await unit.db
      .updateTable('note')
      .set({ text: note.text, version: note.version })
      .where('id', '=', note.id)
      .execute();
    unit.audit({ action: 'notes.rewrite', recordType: 'note', recordId: note.id });
    return note;
  });
}
