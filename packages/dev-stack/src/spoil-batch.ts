import { databaseNameOf } from '@mz/service-kit';
import pg from 'pg';

// A hand in the bureau's own database, past every guard of it: one fen more on each line once its batch is sealed.
const spoil = `
  alter table batch_line disable trigger user;
  create or replace function spoil_sealed_lines() returns trigger language plpgsql security definer as $$
  begin
    update batch_line set amount_fen = amount_fen + 1 where batch_id = new.id;
    return null;
  end $$;
  drop trigger if exists spoil_sealed_lines on batch;
  create trigger spoil_sealed_lines after update of state on batch for each row
    when (new.state = 'SEALED' and old.state <> 'SEALED') execute function spoil_sealed_lines();`;

/** Sabotage `batch-line-changed` of the story: lines change in the database after sealing; payments must refuse the batch. */
export async function spoilSealedBatches(adminUrl: string): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = `/${databaseNameOf('social-assistance')}`;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  try {
    await client.query(spoil);
  } finally {
    await client.end();
  }
}
