import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Asked, parseCommandLine } from './mutants/command-line.ts';
import { reasonOf } from './mutants/equivalent.ts';
import { type MutatedModule, modules } from './mutants/modules.ts';
import { runMutants } from './mutants/run-mutants.ts';
import { filesOf, sampleOf } from './mutants/sample.ts';
import { judge, lineOf } from './mutants/verdict.ts';
import { copyTree, root } from './platform/tree-copy.ts';

// `npm run prove:mutants -- <module>|all`: are the tests themselves any good? See --help.
const parsed = parseCommandLine(process.argv.slice(2));
if ('text' in parsed) {
  console.log(parsed.text);
} else if ('wrong' in parsed) {
  console.error(parsed.wrong);
  process.exitCode = 2;
} else {
  process.exitCode = (await proveAll(parsed.run)) === 0 ? 0 : 1;
}

/** The number of survivors beyond the aim. */
async function proveAll(asked: Asked): Promise<number> {
  const folder = join(root, '.data/mutants');
  mkdirSync(folder, { recursive: true });
  const copy = mkdtempSync(join(folder, 'tree-'));
  // Also when it is interrupted.
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  copyTree(copy);
  try {
    let failed = 0;
    for (const { name, module } of chosen(asked)) {
      const outcomes = await runMutants(module, { copy, concurrency: asked.concurrency });
      failed += tell(name, judge(outcomes, reasonOf));
    }
    return failed;
  } finally {
    process.chdir(root);
  }
}

function chosen({ names, only, percent, seed }: Asked): { name: string; module: MutatedModule }[] {
  return names.flatMap((name) => {
    const whole = modules[name];
    if (whole === undefined) return [];
    const module = { ...whole, mutate: filesOf(whole, root).filter((file) => file.includes(only)) };
    if (module.mutate.length === 0) throw new Error(`no file of ${name} has ${only} in its path`);
    return [{ name, module: percent === 100 ? module : sampleOf(module, { root, seed, percent }) }];
  });
}

function tell(name: string, verdict: ReturnType<typeof judge>): number {
  const { tried, noticed, timedOut, survivors, equivalent, refuted, ignored, unrunnable, score, failed } = verdict;
  for (const survivor of survivors) console.log(`  survived ${lineOf(survivor)}`);
  for (const outcome of refuted) console.log(`  said to change nothing, but a test noticed ${lineOf(outcome)}`);
  console.log(
    `  ${name}: ${score}% of ${tried} mutants noticed (${noticed}, ${timedOut} by time), ${survivors.length} survived; ` +
      `beside them ${equivalent} that change nothing, ${ignored} ignored in the code, ${unrunnable} that could not run`,
  );
  console.log(`PROVED mutants-${name} runs=${tried} failed=${failed}`);
  return failed;
}
