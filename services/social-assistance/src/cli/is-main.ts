import { pathToFileURL } from 'node:url';

/** Whether a module is the program that was started. */
export function isMain(moduleUrl: string): boolean {
  const [, script] = process.argv;
  return script !== undefined && pathToFileURL(script).href === moduleUrl;
}
