import { SyncContent, SyncEnvelope } from '@mz/contracts';
import { createSealer, type Seal, verifySeal } from '@mz/crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import Value from 'typebox/value';
import type { AppKit } from './app-kit.ts';
import { createMinistryNode, type MinistryNode, type NodeFaults } from './ministry-node.ts';
import { sha256 } from './ministry-records.ts';
import { receivedOf } from './mount-agencies.ts';
import { createSignatures, type Signatures } from './signatures.ts';

/** What a test or a story makes go wrong. */
const NodeFault = Type.Object(
  { forgetSeq: Type.Optional(Type.Integer()), loseKey: Type.Optional(Type.String()) },
  { additionalProperties: false },
);

interface Desk {
  readonly kit: AppKit;
  readonly node: MinistryNode;
  readonly signatures: Signatures;
}

/** The ministry's node of place-names.md §8.5: packages and comparison, every call and answer signed. */
export async function mountMinistryNode(app: FastifyInstance, kit: AppKit): Promise<void> {
  const node = createMinistryNode();
  const desk = { kit, node, signatures: createSignatures(kit, 'signing/place-names') };
  await app.register((scope, _options, ready) => {
    // The signature covers the bytes as they came, and the province's first package has many.
    scope.removeContentTypeParser('application/json');
    const whole = { parseAs: 'buffer', bodyLimit: 64_000_000 } as const;
    scope.addContentTypeParser('application/json', whole, (_request, body, done) => done(null, body));
    scope.post('/ministry-node/packages', { bodyLimit: 64_000_000 }, (request, reply) =>
      answered(desk, { request, reply }, (body) => receive(desk, body)),
    );
    scope.get('/ministry-node/groups', (request, reply) => answered(desk, { request, reply }, () => node.groups()));
    scope.get<{ Params: { division: string; category: string } }>(
      '/ministry-node/groups/:division/:category',
      (request, reply) =>
        answered(desk, { request, reply }, () => node.records(request.params.division, request.params.category)),
    );
    scope.get('/ministry-node/conflicts', (request, reply) =>
      answered(desk, { request, reply }, () => ({ conflicts: node.conflicts() })),
    );
    ready();
  });
  await app.register((scope, _options, ready) => {
    scope.post('/dev/ministry-node', async (request, reply) => {
      if (!Value.Check(NodeFault, request.body)) return reply.code(400).send({ code: 'INPUT_INVALID' });
      // Checked just above; the compiler cannot see that left out and undefined are the same here.
      node.control(request.body as NodeFaults);
      return reply.code(201).send(request.body);
    });
    scope.delete('/dev/ministry-node', async (_request, reply) => {
      node.clear();
      return reply.code(204).send();
    });
    ready();
  });
}

/** A package whose hash or seal does not hold is rejected before anything of it is read. */
function receive({ kit, node }: Desk, body: string): object {
  const envelope = parsed(body);
  if (!Value.Check(SyncEnvelope, envelope)) return rejected(0, 'ENVELOPE');
  const { content: text, sha256: hash, signature } = envelope as Static<typeof SyncEnvelope>;
  if (sha256(text) !== hash) return rejected(0, 'HASH');
  // An unknown algorithm is refused by the check itself.
  const seal = verifySeal(hash, signature as Seal, createSealer(kit.keys, 'signing/place-names').publicKeys());
  if (!seal.ok) return rejected(0, seal.code);
  const content = parsed(text);
  return Value.Check(SyncContent, content) ? node.receive(content, hash) : rejected(0, 'CONTENT');
}

function rejected(seq: number, reason: string): object {
  return { seq, result: 'REJECTED', last_seq: 0, applied: [], resend: [], records: [], reason };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the answer says what is wrong
  }
}

async function answered(
  { signatures }: Desk,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  work: (body: string) => object,
): Promise<FastifyReply> {
  const received = receivedOf(request);
  const refused = await signatures.refuse(received);
  if (refused !== undefined) return reply.code(401).send({ code: refused });
  const body = JSON.stringify(work(Buffer.from(received.body ?? '').toString('utf8')));
  return reply.headers(signatures.sign(body, received, false)).send(body);
}
