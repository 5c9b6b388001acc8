import fc from 'fast-check';
import type { DocumentedOperation, Schema } from './operations.ts';
import type { Records } from './records.ts';

/** What a value is made for, so that ids are those of real rows. */
export interface Setting {
  readonly operation: Pick<DocumentedOperation, 'service' | 'resolve'>;
  readonly records: Records;
  /** How often, of a hundred, a value is one that its schema refuses. */
  readonly oddPercent: number;
}

/** Texts that programs stumble over and that no schema of a plain text refuses. */
export const oddTexts = [
  '',
  ' ',
  '张三',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  '\u202e\ufeff',
  '𠮷𠮷',
  "'; drop table application; --",
  '%',
  '_',
  '\\',
  '../../etc/passwd',
  '{{7*7}}',
  '$(id)',
  'null',
  'undefined',
  'NaN',
  '1e309',
  '0x10',
  '٣',
  '<script>',
  'a'.repeat(300),
  '长'.repeat(3_000),
  '__proto__',
  'constructor',
];
const days = [
  '2014-05-12',
  '2014-06-30',
  '2014-02-28',
  '2016-02-29',
  '2014-02-29',
  '2014-13-01',
  '0000-01-01',
  '0001-01-01',
  '0099-12-31',
  '1582-10-10',
  '9999-12-31',
  '1800-01-01',
  '2099-12-31',
  '1970-01-01',
];
const instants = [
  '2014-05-12T09:00:00+08:00',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:60Z',
  '0001-01-01T00:00:00-12:00',
];
const divisions = [
  '370102001000',
  '370102000000',
  '370100000000',
  '370000000000',
  '371721101000',
  '370102001001',
  '000000000000',
  '999999999999',
  '370102999999',
  '110101001000',
];
const numbers = [
  0,
  1,
  -1,
  2,
  100,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  32_768,
  1_000_000_000_000,
];
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, '', {}, [], true, 'x', 1.5, -1, 2 ** 53, 1e308, -0, [[]], [null], {
    __proto__: null,
    id: 1,
  }),
  fc.constantFrom<unknown>(...oddTexts),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Values that fit a schema, with the ends and traps of its type, and now and then one that does not. */
export function valuesOf(setting: Setting, given: Schema, word: string): fc.Arbitrary<unknown> {
  const good = goodValue(setting, setting.operation.resolve(given), word);
  const { oddPercent } = setting;
  if (oddPercent === 0) return good;
  return fc.oneof({ weight: 100 - oddPercent, arbitrary: good }, { weight: oddPercent, arbitrary: odd });
}

function goodValue(setting: Setting, schema: Schema, word: string): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((branch) => valuesOf(setting, branch, word)));
  switch (schema.type) {
    case 'object':
      return objectOf(setting, schema, word);
    case 'array':
      return arrayOf(setting, schema, word);
    case 'string':
      return textOf(setting, schema, word);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf(setting: Setting, schema: Schema, word: string): fc.Arbitrary<unknown> {
  const [pattern] = Object.values(schema.patternProperties ?? {});
  if (pattern !== undefined)
    return fc.dictionary(fc.constantFrom(...oddTexts, word), valuesOf(setting, pattern, word), { maxKeys: 3 });
  const fields = Object.entries(schema.properties ?? {});
  const model = Object.fromEntries(fields.map(([name, field]) => [name, valuesOf(setting, field, name)]));
  const required = [...(schema.required ?? [])];
  if (setting.oddPercent === 0) return fc.record(model, { requiredKeys: required });
  // Now and then a field is missing that may not, or one is there that nobody asked for.
  return fc.oneof(
    { weight: 12, arbitrary: fc.record(model, { requiredKeys: required }) },
    { weight: 1, arbitrary: fc.record(model, { requiredKeys: [] }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.record(model, { requiredKeys: required }), odd)
        .map(([one, unheardOf]) => ({ ...one, unheardOf })),
    },
  );
}

function arrayOf(setting: Setting, schema: Schema, word: string): fc.Arbitrary<unknown> {
  const { items, minItems = 0, maxItems = 5 } = schema;
  if (Array.isArray(items)) return fc.tuple(...items.map((item: Schema) => valuesOf(setting, item, word)));
  const item = valuesOf(setting, (items ?? {}) as Schema, word);
  const list = fc.array(item, { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 4)) });
  // The same one twice is what lists forget.
  return fc.oneof({ weight: 4, arbitrary: list }, { weight: 1, arbitrary: item.map((one) => [one, one]) });
}

function textOf(setting: Setting, schema: Schema, word: string): fc.Arbitrary<unknown> {
  const { format, pattern, minLength = 0, maxLength = 10_000 } = schema;
  if (format === 'uuid') return idOf(setting, word);
  if (format === 'date') return fc.constantFrom(...days);
  if (format === 'date-time') return fc.constantFrom(...instants);
  if (pattern === '^[0-9]{12}$') return fc.constantFrom(...divisions);
  if (pattern?.includes('[0-9a-f-]{36}')) return idOf(setting, 'application').map((id) => `social-assistance/${id}`);
  if (pattern?.startsWith('^[0-9]{4}-(0[1-9]'))
    return fc.constantFrom('2014-06', '2014-07', '0000-01', '9999-12', '1999-12');
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'));
  const fitting = oddTexts.filter((text) => text.length >= minLength && text.length <= maxLength);
  return fc.oneof(
    fc.constantFrom(...fitting, 'a'.repeat(Math.max(minLength, 1))),
    fc.string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, 40) }),
  );
}

function idOf({ operation, records }: Setting, word: string): fc.Arbitrary<string> {
  const known = records.named(operation.service, word).map(({ id }) => id);
  const foreign = fc.uuid();
  return known.length === 0
    ? foreign
    : fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: foreign });
}

function numberOf({ minimum = -(2 ** 53 - 1), maximum = 2 ** 53 - 1 }: Schema): fc.Arbitrary<number> {
  const ends = [...numbers, minimum, maximum].filter((one) => one >= minimum && one <= maximum);
  return fc.oneof(
    fc.constantFrom(...ends),
    fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31 - 1) }),
  );
}
