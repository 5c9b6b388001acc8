import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import ts from 'typescript';

// As the source of such a test writes it.
const exampleNumber = '$' + '{example.id}';

/** One test of the repository as its source says it. */
export interface NamedTest {
  /** Path from the root of the repository. */
  readonly file: string;
  /** Titles of the groups around it and its own, as written: `%s` and `${…}` are not filled in. */
  readonly name: string;
  /** Each text that stands in the test or in its table of cases. */
  readonly texts: readonly string[];
}

/** All tests in the *.test.ts files below `root`, by file. */
export function findTests(root: string): NamedTest[] {
  const files = globSync(['packages/*/{src,test}/**/*.test.ts', 'services/*/{src,test}/**/*.test.ts'], { cwd: root });
  return files
    .sort()
    .flatMap((file) => testsOf(file, readFileSync(`${root}/${file}`, 'utf8')))
    .flatMap((test) => perExample(test, root));
}

// A test made for each file of the folder `examples` beside it is as many tests; the file is named by the example's number.
function perExample(test: NamedTest, root: string): NamedTest[] {
  if (!test.name.includes(exampleNumber)) return [test];
  const files = globSync(`${dirname(test.file)}/examples/*.json`, { cwd: root }).sort();
  return files.map((file) => ({ ...test, name: test.name.replace(exampleNumber, basename(file, '.json')) }));
}

/** The tests of one source text. */
export function testsOf(file: string, text: string): NamedTest[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: NamedTest[] = [];
  const visit = (node: ts.Node, titles: readonly string[]): void => {
    const call = ts.isCallExpression(node) ? readCall(node) : undefined;
    const inner = call === undefined ? titles : [...titles, call.title];
    if (call?.kind === 'test') found.push({ file, name: inner.join(' › '), texts: textsAround(node, source) });
    else ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(source, []);
  return found;
}

function readCall(node: ts.CallExpression): { kind: 'test' | 'group'; title: string } | undefined {
  const kind = kindOf(node.expression);
  const [first] = node.arguments;
  if (kind === undefined || first === undefined) return undefined;
  if (!ts.isStringLiteralLike(first) && !ts.isTemplateExpression(first)) return undefined;
  return { kind, title: ts.isStringLiteralLike(first) ? first.text : first.getText().slice(1, -1) };
}

// `it`, `it.skip`, `it.each(table)` and the like: the word at the very left says what it is.
function kindOf(callee: ts.Expression): 'test' | 'group' | undefined {
  let left: ts.Expression = callee;
  while (ts.isPropertyAccessExpression(left) || ts.isCallExpression(left)) left = left.expression;
  if (!ts.isIdentifier(left)) return undefined;
  if (left.text === 'it' || left.text === 'test') return 'test';
  return left.text === 'describe' ? 'group' : undefined;
}

// A table may stand in the call, in a constant of the file, or in a loop around the call.
function textsAround(node: ts.Node, source: ts.SourceFile): string[] {
  const texts: string[] = [];
  const seen = new Set<string>();
  const collect = (part: ts.Node): void => {
    if (ts.isStringLiteralLike(part)) texts.push(part.text);
    if (ts.isTemplateExpression(part)) texts.push(part.getText());
    if (ts.isIdentifier(part) && !seen.has(part.text)) {
      seen.add(part.text);
      const table = constantOf(part.text, source);
      if (table !== undefined) collect(table);
    }
    ts.forEachChild(part, collect);
  };
  collect(node);
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (ts.isForOfStatement(around)) collect(around.expression);
    // describe.each(table)(…)
    if (ts.isCallExpression(around)) collect(around.expression);
  }
  return texts;
}

function constantOf(name: string, source: ts.SourceFile): ts.Expression | undefined {
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: declared, initializer } of statement.declarationList.declarations) {
      if (ts.isIdentifier(declared) && declared.text === name && isTable(initializer)) return initializer;
    }
  }
  return undefined;
}

function isTable(initializer: ts.Expression | undefined): boolean {
  const bare =
    initializer !== undefined && (ts.isAsExpression(initializer) || ts.isSatisfiesExpression(initializer))
      ? initializer.expression
      : initializer;
  return bare !== undefined && (ts.isArrayLiteralExpression(bare) || ts.isObjectLiteralExpression(bare));
}
