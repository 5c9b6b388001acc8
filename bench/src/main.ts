import { help, parseOptions } from './options.ts';
import { benchPaymentRun } from './payment-run.ts';

// `npm run bench -- <row>`: see bench/README.md. The exit code is 0 when both sides wrote the same, whatever the ratio.
const args = process.argv.slice(2);
const options = parseOptions(args.filter((word) => word !== '--help'));
if (args.includes('--help') || options === undefined) {
  console.log(help);
  process.exitCode = args.includes('--help') ? 0 : 2;
} else {
  console.log(`${options.row}: ${options.households} households, ${options.rounds} rounds`);
  await benchPaymentRun(options);
}
