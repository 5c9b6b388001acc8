// node scripts/tool.mjs FILE.ts… [arguments]: installs what is missing and runs the programs one after the other, each with
// the arguments, until one fails. Written so that Node 12 can read it and say that it is too old.
import { tooOld } from './node-version.mjs';

const refusal = tooOld(process.versions.node);
const words = process.argv.slice(2);
const firstArgument = words.findIndex((word) => !word.endsWith('.ts'));
const programs = firstArgument === -1 ? words : words.slice(0, firstArgument);
if (refusal) {
  console.error(refusal);
  process.exitCode = 1;
} else {
  void import('./run.mjs').then((run) => run.installAndRunAll(programs, words.slice(programs.length)));
}
