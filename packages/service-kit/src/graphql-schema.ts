import { type DefinitionNode, Kind, parse, print } from 'graphql/index.js';
import type { GraphqlModule } from './kit.ts';

/** Scalars that every subgraph has. */
const scalars = '"Whole fen (分), an exact integer beyond 32 bits."\nscalar Fen';

/** The SDL of a subgraph from its modules; equal definitions are written once, two different ones of a name throw. */
export function joinTypeDefs(modules: readonly GraphqlModule[]): string {
  const seen = new Map<string, string>();
  const texts = [scalars, ...modules.map(({ typeDefs }) => typeDefs)].flatMap((typeDefs) =>
    parse(typeDefs).definitions.flatMap((definition) => {
      const text = print(definition);
      const name = definedName(definition);
      if (name === undefined) return [text];
      const known = seen.get(name);
      if (known === undefined) {
        seen.set(name, text);
        return [text];
      }
      if (known !== text) throw new Error(`GraphQL type ${name} is defined twice: write \`extend type ${name}\``);
      return [];
    }),
  );
  return `${texts.join('\n\n')}\n`;
}

/** Resolvers or loaders of all modules by type and field; a field with two of them throws. */
export function mergeFields<T>(
  parts: readonly (Readonly<Record<string, Readonly<Record<string, T>>>> | undefined)[],
): Record<string, Record<string, T>> {
  const merged: Record<string, Record<string, T>> = {};
  for (const [type, fields] of parts.flatMap((part) => Object.entries(part ?? {}))) {
    const target = merged[type] ?? {};
    const twice = Object.keys(fields).find((field) => Object.hasOwn(target, field));
    if (twice !== undefined) throw new Error(`GraphQL field ${type}.${twice} has two resolvers`);
    merged[type] = { ...target, ...fields };
  }
  return merged;
}

function definedName(definition: DefinitionNode): string | undefined {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return definition.name.value;
    default:
      return undefined;
  }
}
