import type { Work } from '../app-kit.ts';
import { type Keyed, newKey } from '../stored.ts';

/** Gives a record of before there were keys its own; its values stay where they are until they are sealed again. */
export async function giveKey({ kit, unit }: Work, personId: string): Promise<Keyed> {
  const key = newKey(kit);
  await unit.db
    .insertInto('personKey')
    .values({ personId, dataKeyId: key.dataKeyId, wrapped: key.wrappedKey, createdAt: kit.clock.wall() })
    .execute();
  return { id: personId, ...key };
}
