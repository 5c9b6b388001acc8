import type { CaseFacts } from '@mz/contracts';
import { ParameterError } from '@mz/domain';
import { checkDeclaration, checkHouseholdStructure, decideCase } from '../rules/index.ts';
import { EXIT, type Output, readCommandLine, standardOutput } from './command-line.ts';
import { isMain } from './is-main.ts';
import { readFacts } from './read-facts.ts';
import { readJsonFile } from './read-json.ts';

const HELP = `Usage: npm run rules -- FILE.json
Decides the dibao case of FILE by the rules of the service and prints the result as JSON: amounts, all reasons,
counterfactuals and the trace with the legal article of each step. FILE holds case facts (schema CaseFacts in
packages/contracts) or an object with "facts"; without "parameters" or "standards" those of the start data are taken.
Exit: 0 decided (granted or refused), 1 the input is refused, 2 usage.`;

/** Runs the command; answers the exit code. */
export function runRules(args: readonly string[], output: Output): number {
  const line = readCommandLine(args, {});
  if (!line.ok) return complain(output, `${line.message}; see --help`, EXIT.usage);
  if (line.values.help === true) return say(output, HELP);
  const [file, ...more] = line.files;
  if (file === undefined || more.length > 0) return complain(output, 'one FILE.json is needed; see --help', EXIT.usage);
  const json = readJsonFile(file);
  if (!json.ok)
    return complain(
      output,
      `${json.code}: ${json.detail}`,
      json.code === 'FILE_UNREADABLE' ? EXIT.usage : EXIT.refused,
    );
  const read = readFacts(json.value);
  if (!read.ok) return complain(output, `${read.code}: ${read.detail}`, EXIT.refused);
  const { facts, filled } = read.value;
  if (filled.length > 0) output.error(`rules: ${filled.join(' and ')} from the start data`);
  return decide(facts, output);
}

function decide(facts: CaseFacts, output: Output): number {
  const faults = [...checkHouseholdStructure(facts.members), ...checkDeclaration(facts)];
  if (faults.length > 0) {
    const list = faults.map(({ code, pointer }) => `${code} ${pointer}`).join(', ');
    return complain(output, list, EXIT.refused);
  }
  try {
    return say(output, JSON.stringify(decideCase(facts), null, 2));
  } catch (error) {
    if (error instanceof ParameterError) return complain(output, error.message, EXIT.refused);
    throw error;
  }
}

function say(output: Output, text: string): number {
  output.out(text);
  return EXIT.ok;
}

function complain(output: Output, text: string, exitCode: number): number {
  output.error(`rules: ${text}`);
  return exitCode;
}

if (isMain(import.meta.url)) process.exitCode = runRules(process.argv.slice(2), standardOutput);
