import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A `sh` block of a document: its commands, and the lines of the `text` block after it, each a part of their output. */
export interface Block {
  readonly line: number;
  readonly commands: string;
  readonly expected: readonly string[];
}

/** The blocks of a document with one of these fences, in order. A block that another fence marks, or none, is not run. */
export function blocksOf(markdown: string, kinds: readonly string[] = ['sh']): Block[] {
  const fences = [...markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((found) => ({
    kind: found[1] ?? '',
    text: found[2] ?? '',
    line: markdown.slice(0, found.index).split('\n').length,
  }));
  return fences.flatMap(({ kind, text, line }, index) => {
    if (!kinds.includes(kind)) return [];
    const next = fences[index + 1];
    const expected = next?.kind === 'text' ? next.text.split('\n').filter((one) => one !== '') : [];
    return [{ line, commands: text, expected }];
  });
}

/** Runs blocks in order in one shell, as a reader does; gives what each printed. Stops at the first command that fails. */
export async function runBlocks(
  blocks: readonly Block[],
  { cwd, env }: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<string[]> {
  const script = blocks.map(({ line, commands }) => `printf '\\n##BLOCK ${line}\\n'\n${commands}`).join('\n');
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', `exec 2>&1\n${script}`], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const printed = output.split(/\n##BLOCK \d+\n/).slice(1);
  if (code !== 0) {
    const last = blocks[printed.length - 1];
    throw new Error(`the block at line ${last?.line ?? 0} ended with ${code}:\n${printed.at(-1) ?? ''}`);
  }
  return printed;
}

/** The blocks of a document as they are for a stack whose ports are moved. */
export function movePorts(markdown: string, offset: number): string {
  return markdown.replace(/127\.0\.0\.1:(80\d\d|8190)/g, (_, port: string) => `127.0.0.1:${Number(port) + offset}`);
}
