import { conclude } from './conclude.ts';
import { help, parseOptions } from './options.ts';
import { rows } from './rows.ts';

// `npm run bench -- <row>`: see bench/README.md. The exit code is 0 when both sides did the same, whatever the ratio.
const asked = parseOptions(process.argv.slice(2), rows);
switch (asked?.kind) {
  case 'help':
    console.log(help);
    break;
  case 'list':
    for (const [name, { aim, as, about }] of Object.entries(rows))
      console.log(`${name.padEnd(16)} ${as === 'time' ? '≤' : '≥'} ${aim.toFixed(2)}  ${about}`);
    break;
  case 'run':
    for (const name of asked.names) await measure(name, asked);
    break;
  default:
    console.log(help);
    process.exitCode = 2;
}

async function measure(name: string, { accept, optionsOf }: Extract<typeof asked, { kind: 'run' }>): Promise<void> {
  const row = rows[name];
  if (row === undefined) throw new Error(`there is no row ${name}`);
  const options = optionsOf(row);
  console.log(`${name}: ${row.about}`);
  conclude({ name, row, options, outcome: await row.run(options), accept });
}
