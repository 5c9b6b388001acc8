import { benchBulkLoad } from './bulk-load.ts';
import { benchHouseholdLoad } from './household-load.ts';
import { type BenchOptions, help, parseOptions, type RowName } from './options.ts';
import { benchPaymentRun } from './payment-run.ts';
import { benchSweep } from './sweep.ts';

const rows: Readonly<Record<RowName, (options: BenchOptions) => Promise<void>>> = {
  'payment-run': benchPaymentRun,
  sweep: benchSweep,
  'bulk-load': benchBulkLoad,
  'household-load': benchHouseholdLoad,
};

// `npm run bench -- <row>`: see bench/README.md. The exit code is 0 when both sides wrote the same, whatever the ratio.
const args = process.argv.slice(2);
const options = parseOptions(args.filter((word) => word !== '--help'));
if (args.includes('--help') || options === undefined) {
  console.log(help);
  process.exitCode = args.includes('--help') ? 0 : 2;
} else {
  console.log(`${options.row}: ${options.households} households, ${options.rounds} rounds`);
  await rows[options.row](options);
}
