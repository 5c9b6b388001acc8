import { readWorkedExamples, runExample } from './worked-examples.ts';

const HELP = `Usage: npm run examples [-- --json]
Runs each worked example of the handbook: expected from src/rules/examples, actual from the rules.
  --json   one JSON array on stdout
Exit: 0 all held, 1 a difference, 2 usage.`;

function main(options: readonly string[]): number {
  if (options.includes('--help')) return print(HELP, 0);
  const unknown = options.find((option) => option !== '--json');
  if (unknown !== undefined) return complain(`unknown option ${unknown}; see --help`);
  const outcomes = readWorkedExamples().map(runExample);
  const failed = outcomes.filter(({ held }) => !held);
  if (options.includes('--json')) return print(JSON.stringify(outcomes, null, 2), failed.length > 0 ? 1 : 0);
  for (const { id, title, ruleFile, held } of outcomes)
    print(`${held ? 'ok  ' : 'FAIL'} ${id} ${title} (${ruleFile})`, 0);
  for (const { id, expected, actual } of failed) {
    print(`example ${id}: expected ${JSON.stringify(expected)}, actual ${JSON.stringify(actual)}`, 1);
  }
  return print(`EXAMPLES held=${outcomes.length - failed.length} failed=${failed.length}`, failed.length > 0 ? 1 : 0);
}

function print(text: string, exitCode: number): number {
  process.stdout.write(`${text}\n`);
  return exitCode;
}

function complain(text: string): number {
  process.stderr.write(`examples: ${text}\n`);
  return 2;
}

process.exitCode = main(process.argv.slice(2));
