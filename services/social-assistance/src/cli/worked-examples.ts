import { readdirSync, readFileSync } from 'node:fs';
import { canonicalJson, type JsonValue } from '@mz/domain';
import { type Static, Type } from 'typebox';
import Value from 'typebox/value';
import { actualOf } from './example-actual.ts';

/** A worked example of the handbook as a file of `src/rules/examples`. */
const WorkedExample = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    rule: Type.Union([Type.Literal('decideCase'), Type.Literal('fundSplit'), Type.Literal('standardFloor')]),
    /** The file of `src/rules` that the example is about. */
    ruleFile: Type.String({ pattern: '^[a-z-]+\\.ts$' }),
    facts: Type.Optional(Type.Object({})),
    input: Type.Optional(Type.Object({})),
    /** What the handbook says: amounts in yuan, reasons by code; only the fields named here are compared. */
    expected: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: false },
);
export type WorkedExample = Static<typeof WorkedExample>;

/** One example with what the rules really say. */
export type ExampleOutcome = {
  readonly id: string;
  readonly title: string;
  readonly ruleFile: string;
  readonly inputs: unknown;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly actual: Readonly<Record<string, JsonValue>>;
  readonly held: boolean;
};

const FOLDER = new URL('../rules/examples/', import.meta.url);

/** All examples, in the order of their numbers; throws when a file is not of the shape. */
export function readWorkedExamples(): WorkedExample[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  const examples = files.map((name): WorkedExample => {
    const parsed: unknown = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
    return Value.Parse(WorkedExample, parsed);
  });
  return examples.sort((a, b) => Number.parseInt(a.id, 10) - Number.parseInt(b.id, 10) || (a.id < b.id ? -1 : 1));
}

/** Runs an example: expected from the file, actual from the rules, compared on the fields that the file names. */
export function runExample(example: WorkedExample): ExampleOutcome {
  const { id, title, ruleFile, expected } = example;
  const inputs = example.facts ?? example.input ?? {};
  const all = actualOf(example.rule, inputs);
  const actual = Object.fromEntries(Object.keys(expected).map((name) => [name, all[name] ?? null]));
  return { id, title, ruleFile, inputs, expected, actual, held: canonicalJson(actual) === canonicalJson(expected) };
}
