import type { Work } from '../app-kit.ts';

/** A filed application ends when the sign of its name stands. */
export async function markSigned({ kit, unit }: Work, placeId: string): Promise<void> {
  const rows = await unit.db
    .updateTable('nameApplication')
    .set((set) => ({
      state: 'SIGNED',
      signedOn: kit.clock.today(),
      version: set('version', '+', 1),
      updatedAt: kit.clock.wall(),
    }))
    .where('placeId', '=', placeId)
    .where('state', '=', 'FILED')
    .where('kind', '<>', 'CANCELLING')
    .returning('id')
    .execute();
  for (const { id } of rows) {
    unit.audit({
      action: 'nameApplications.sign',
      recordType: 'name_application',
      recordId: id,
      after: { state: 'SIGNED' },
    });
  }
}
