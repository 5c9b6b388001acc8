import type { AppKit } from '../app-kit.ts';
import { insertName, type NewName } from './insert.ts';

/** A standard name of a street in 章丘市双山街道 unless told otherwise: for tests. */
export async function aPlace(kit: AppKit, overrides: Partial<NewName> = {}) {
  const ctx = kit.system('names.load');
  return kit.write(ctx, (unit) =>
    insertName(
      { kit, unit },
      {
        categoryCode: '23500',
        nameKind: 'STANDARD',
        status: 'STANDARD',
        name: '双山大街',
        divisionCode: '370181001000',
        lon: '117.5000000',
        lat: '36.7000000',
        validFrom: '2000-01-01',
        source: 'SEED',
        ...overrides,
      },
    ),
  );
}
