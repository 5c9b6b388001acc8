import { EXIT, type Output, readCommandLine, standardOutput } from './command-line.ts';
import { isMain } from './is-main.ts';
import { type ExampleOutcome, readWorkedExamples, runExample } from './worked-examples.ts';

const HELP = `Usage: npm run examples [-- --json]
Runs each worked example of the handbook: expected from src/rules/examples, actual from the rules.
  --json   one JSON array on stdout: id, title, ruleFile, inputs, expected, actual, held
Exit: 0 all held, 1 a difference, 2 usage.`;

/** Runs the command; answers the exit code. */
export function runExamples(args: readonly string[], output: Output): number {
  const line = readCommandLine(args, { json: { type: 'boolean' } });
  if (!line.ok || line.files.length > 0) {
    output.error(`examples: ${line.ok ? 'no file is taken' : line.message}; see --help`);
    return EXIT.usage;
  }
  if (line.values.help === true) {
    output.out(HELP);
    return EXIT.ok;
  }
  const outcomes = readWorkedExamples().map(runExample);
  if (line.values.json === true) output.out(JSON.stringify(outcomes, null, 2));
  else report(outcomes, output);
  return outcomes.every(({ held }) => held) ? EXIT.ok : EXIT.refused;
}

function report(outcomes: readonly ExampleOutcome[], output: Output): void {
  for (const { id, title, ruleFile, held, expected, actual } of outcomes) {
    output.out(`${held ? 'ok  ' : 'FAIL'} ${id} ${title} (${ruleFile})`);
    if (!held) output.out(`     expected ${JSON.stringify(expected)}, actual ${JSON.stringify(actual)}`);
  }
  const failed = outcomes.filter(({ held }) => !held).length;
  output.out(`EXAMPLES held=${outcomes.length - failed} failed=${failed}`);
}

if (isMain(import.meta.url)) process.exitCode = runExamples(process.argv.slice(2), standardOutput);
