import { readFileSync } from 'node:fs';
import { accept, type Decision, refuse } from '@mz/domain';

/** Reads a JSON file; refuses FILE_UNREADABLE or JSON_INVALID without showing what is in it. */
export function readJsonFile(path: string): Decision<unknown, 'FILE_UNREADABLE' | 'JSON_INVALID'> {
  const text = readText(path);
  if (text === undefined) return refuse('FILE_UNREADABLE', 'the file cannot be read');
  try {
    const value: unknown = JSON.parse(text);
    return accept(value);
  } catch {
    return refuse('JSON_INVALID', 'the file is not JSON');
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
