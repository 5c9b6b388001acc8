import { CaseFacts, CaseResult, SealedCapsule } from '@mz/contracts';
import type { PublicJwk, Seal } from '@mz/crypto';
import { accept, CAPSULE_SCHEMA, type Decision, type MerkleStep, refuse } from '@mz/domain';
import { type TSchema, Type } from 'typebox';
import Value from 'typebox/value';
import { CASE_CAPSULE_KIND, type CaseCapsule, CHANGE_CAPSULE_KIND, type ChangeCapsule } from '../rules/index.ts';

/** A sealed capsule as read from a file. */
export type CapsuleFile = {
  readonly capsule: CaseCapsule | ChangeCapsule;
  readonly hash: string;
  /** Over the hash, or over the root to which its path leads. */
  readonly seal: Seal & { readonly merkle?: { readonly root: string; readonly path: readonly MerkleStep[] } };
  /** The keys that came with the file: one key, or the set of all versions. */
  readonly publicKeys: readonly PublicJwk[];
};

const { parameters: Parameters, ...factsWithoutParameters } = CaseFacts.properties;
const { trace: TraceSteps, ...resultWithoutTrace } = CaseResult.properties;
const Head = {
  schema: Type.Literal(CAPSULE_SCHEMA),
  subject: Type.String(),
  decidedOn: Type.String({ format: 'date' }),
  parameters: Parameters,
  rules: Type.Array(Type.Object({ id: Type.String(), version: Type.String() })),
  trace: TraceSteps,
};
const CaseCapsuleShape = Type.Object({
  ...Head,
  kind: Type.Literal(CASE_CAPSULE_KIND),
  facts: Type.Object(factsWithoutParameters),
  result: Type.Object(resultWithoutTrace),
});
const MonthText = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const KeptShape = OrNull(Type.Object({ amountFen: Type.Integer(), until: MonthText }));
const { standards: _, ...factsOfEarlier } = factsWithoutParameters;
const ChangeCapsuleShape = Type.Object({
  ...Head,
  kind: Type.Literal(CHANGE_CAPSULE_KIND),
  facts: Type.Object({
    ...factsWithoutParameters,
    change: Type.Object({
      cause: Type.String(),
      outcome: Type.String(),
      causeId: Type.String(),
      fromMonth: MonthText,
      throughMonth: MonthText,
      fault: Type.String(),
      partnerCode: OrNull(Type.String()),
      enrolledFrom: MonthText,
      lastMonth: OrNull(MonthText),
      pausedFrom: OrNull(MonthText),
      deaths: Type.Array(Type.Object({ personId: Type.String(), deathDate: Type.String({ format: 'date' }) })),
      ownFrom: MonthText,
      kept: KeptShape,
      earlier: Type.Array(Type.Object({ fromMonth: MonthText, kept: KeptShape, facts: Type.Object(factsOfEarlier) })),
    }),
  }),
  result: Type.Object({
    months: Type.Array(
      Type.Object({
        month: MonthText,
        ground: Type.String(),
        amountFen: Type.Integer(),
        shares: Type.Array(Type.Object({ personId: Type.String(), amountFen: Type.Integer() })),
      }),
    ),
    amountFen: Type.Integer(),
    reasons: resultWithoutTrace.reasons,
  }),
});
const Algorithm = Type.Union([Type.Literal('Ed25519'), Type.Literal('ES256')]);
const SealShape = Type.Object({ ...SealedCapsule.properties.seal.properties, algorithm: Algorithm });
const PublicKeyShape = Type.Object({
  kid: Type.String(),
  alg: Algorithm,
  use: Type.Literal('sig'),
  kty: Type.String(),
});

/** Reads a sealed capsule of a decision or a change from parsed JSON; names the part that is not of its shape, never a value. */
export function readCapsule(input: unknown): Decision<CapsuleFile, 'CAPSULE_INVALID'> {
  if (!Value.Check(SealedCapsule, input)) return refuse('CAPSULE_INVALID', 'not a sealed capsule');
  const { capsule, hash, seal, publicKey } = input;
  if (!isCaseCapsule(capsule))
    return refuse('CAPSULE_INVALID', `/capsule is not a ${CASE_CAPSULE_KIND} nor a ${CHANGE_CAPSULE_KIND}`);
  if (!Value.Check(SealShape, seal)) return refuse('CAPSULE_INVALID', '/seal names no algorithm of the platform');
  const keys = readKeySet('keys' in publicKey ? publicKey : { keys: [publicKey] });
  if (!keys.ok) return refuse('CAPSULE_INVALID', '/publicKey is not a public signing key (JWK)');
  return accept({ capsule, hash, seal, publicKeys: keys.value });
}

/** The public signing keys of a JWK set that came by a trusted way. */
export function readKeySet(input: unknown): Decision<PublicJwk[], 'KEYS_INVALID'> {
  const keys: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, 'keys') : undefined;
  if (!Array.isArray(keys) || !keys.every(isPublicKey))
    return refuse('KEYS_INVALID', 'not a JWK set of public signing keys');
  return accept(keys);
}

function isCaseCapsule(value: unknown): value is CaseCapsule | ChangeCapsule {
  const isKnown = Value.Check(CaseCapsuleShape, value) || Value.Check(ChangeCapsuleShape, value);
  return isKnown && value.parameters.every(({ approvedBy }) => approvedBy.length === 2);
}

function isPublicKey(value: unknown): value is PublicJwk {
  return Value.Check(PublicKeyShape, value);
}
