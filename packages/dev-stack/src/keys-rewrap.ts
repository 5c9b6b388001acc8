import { rewrapSealed } from '@mz/service-kit';
import { runKeyCommand } from './keys/command-line.ts';
import { eachDatabase } from './keys/databases.ts';

const usage = `npm run -s keys:rewrap -- [--data DIR] [service …]
Writes the values that stand under an older data-encryption key again under the current one. May be stopped and run again.`;

await runKeyCommand(usage, async ({ dataDir, keys, services }) => {
  await eachDatabase(dataDir, services, async ({ service, db, columns }) => {
    const progress = ({ table, column }: { table: string; column: string }, done: number): void =>
      console.log(`${service} ${table}.${column} ${done}`);
    const done = await rewrapSealed({ service, db, keys, columns, progress });
    console.log(`${service} done ${done}`);
  });
  return true;
});
