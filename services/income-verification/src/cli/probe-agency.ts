import { parseArgs } from 'node:util';
import { openKit } from '@mz/bulk-load';
import { service } from '../app.ts';
import { AgencyFault, createAgencyExchange, probeAgency } from '../dispatch/index.ts';

const about = `Asks an agency for its list of answers over the signed exchange, as the service does, and says how long it took.
Each call is signed, its answer verified, and both stand in the exchange ledger.

  --agency CODE    whom to ask
  --calls N        how often, 20 unless told
  --together N     how many at once, 1 unless told`;

process.exitCode = await run(process.argv.slice(2));

async function run(words: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      agency: { type: 'string', default: '' },
      calls: { type: 'string', default: '20' },
      together: { type: 'string', default: '1' },
    },
  });
  const [calls, together] = [Number(values.calls), Number(values.together)];
  const fits = /^[A-Z][A-Z0-9_]{1,39}$/.test(values.agency) && isCount(calls) && isCount(together);
  if (!fits) {
    console.error(about);
    return 2;
  }
  const { kit, close } = await openKit(service, process.env);
  try {
    const probed = await probeAgency(createAgencyExchange(kit), { agencyCode: values.agency, calls, together });
    console.log(JSON.stringify(probed));
    return 0;
  } catch (error) {
    if (!(error instanceof AgencyFault)) throw error;
    console.error(`${values.agency}: ${error.kind}`);
    return 1;
  } finally {
    await close();
  }
}

function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 1 && number <= 1_000_000;
}
