import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { namesOf, type SkeletonNames, skeletonOf, withContract, withService } from './service-skeleton.ts';

// `npm run new-service <name>`: writes a service that passes the check, and enters it in the contracts' table.
const { positionals } = parseArgs({ allowPositionals: true });
const root = fileURLToPath(new URL('../../..', import.meta.url));
const named = namesOf(positionals[0] ?? '');
if (!named.ok || positionals.length !== 1) {
  console.error(`npm run new-service <name>: ${named.ok ? 'one name at a time' : named.fault}`);
  process.exitCode = 2;
} else if (existsSync(join(root, 'services', named.names.name))) {
  console.error(`services/${named.names.name} is there already`);
  process.exitCode = 1;
} else {
  process.exitCode = writeAll(named.names) && prepare(named.names) ? 0 : 1;
}

function writeAll(names: SkeletonNames): boolean {
  const contracts = join(root, 'packages/contracts/src');
  const services = join(contracts, 'services.ts');
  const index = join(contracts, 'index.ts');
  const { text, port } = withService(readFileSync(services, 'utf8'), names.name);
  for (const [path, content] of skeletonOf(names)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { flag: 'wx' });
    console.log(`wrote ${path}`);
  }
  writeFileSync(services, text);
  writeFileSync(index, withContract(readFileSync(index, 'utf8'), names.name));
  console.log(`${names.name} has the port ${port} (packages/contracts/src/services.ts)`);
  return true;
}

// Links the new package, then makes openapi.json, the pages of docs/ and the gateway's catalogue.
function prepare({ name }: SkeletonNames): boolean {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string };
  const own = join(root, 'packages/dev-stack/src');
  const steps: [string, string[]][] = [
    ['npx', ['-y', packageManager, 'install', '--no-frozen-lockfile', '--reporter=silent']],
    [process.execPath, [join(own, 'generate.ts'), name]],
    [process.execPath, [join(own, 'generate-docs.ts')]],
    [process.execPath, [join(own, 'coverage.ts')]],
  ];
  for (const [command, args] of steps) {
    const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    if (status === 0) continue;
    console.error(`${command} ${args.join(' ')} failed; cure it and run npm run generate`);
    return false;
  }
  console.log(`Next: say what it decides in services/${name}/README.md, and add it to the table in README.md`);
  return true;
}
