import type { JsonValue } from '@mz/domain';

/** Whether JSON can hold a value from outside. */
export function isJsonValue(value: unknown): value is JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || Object.values(value).every(isJsonValue);
    default:
      return false;
  }
}
