// npm start: installs what is missing and runs the platform. Written so that Node 12 can read it and say that it is too old.
import { tooOld } from './node-version.mjs';

const refusal = tooOld(process.versions.node);
if (refusal) {
  console.error(refusal);
  process.exitCode = 1;
} else {
  void import('./run.mjs').then((run) => run.installAndRun('packages/dev-stack/src/start.ts', process.argv.slice(2)));
}
