import { ChangeInquiry } from '@mz/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Value from 'typebox/value';
import { type Changes, RegisterChange } from './changes.ts';
import type { FileCodec } from './file-codec.ts';
import { DeskControl, type FileDesk } from './file-desk.ts';
import { type FolderDesk, FolderVisit } from './folder-desk.ts';
import { type Agencies, receivedOf } from './mount-agencies.ts';
import type { Signatures } from './signatures.ts';
import { spoilWire } from './wire.ts';

/** What the agencies that work with files are made of. */
export interface FileParts {
  readonly agencies: Agencies;
  readonly signatures: Signatures;
  readonly codec: FileCodec;
  readonly desk: FileDesk;
  readonly folders: FolderDesk;
  readonly changes: Changes;
}

type Named = { Params: { code: string } };
type Numbered = { Params: { code: string; no: string } };

/** The drop for files, the list of answers, and the question what changed: all signed, as the real-time questions are. */
export async function mountFiles(app: FastifyInstance, parts: FileParts): Promise<void> {
  const { agencies, desk, changes } = parts;
  await app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 64 * 1024 * 1024 }, (_request, body, done) =>
      done(null, body),
    );
    const today = () => agencies.kit.clock.today();
    scope.put<Numbered>('/agencies/:code/files/:no', (request, reply) =>
      answered(parts, { request, reply }, async (body) => {
        const result = await desk.take(request.params.code, request.params.no, body);
        return result === 'TAKEN' ? JSON.stringify({ taken: true }) : { status: refusals[result], code: result };
      }),
    );
    scope.get<Named>('/agencies/:code/answers', (request, reply) =>
      answered(parts, { request, reply }, async () => {
        const ready_ = await desk.list(request.params.code, today());
        return JSON.stringify({ files: ready_.map(({ fileNo, sha256 }) => ({ file_no: fileNo, sha256 })) });
      }),
    );
    scope.get<Numbered>('/agencies/:code/answers/:no', (request, reply) =>
      answered(parts, { request, reply }, async () => {
        const files = await desk.list(request.params.code, today());
        const file = files.find(({ fileNo }) => fileNo === request.params.no);
        return file === undefined ? { status: 404, code: 'FILE_UNKNOWN' } : file.body;
      }),
    );
    scope.post<Named>('/agencies/:code/changes', (request, reply) =>
      answered(parts, { request, reply }, async (body) => {
        const inquiry: unknown = JSON.parse(body);
        if (!Value.Check(ChangeInquiry, inquiry)) return { status: 400, code: 'INQUIRY_REFUSED' };
        return JSON.stringify(changes.answer(inquiry, agencies.directory));
      }),
    );
    ready();
  });
}

const refusals = { REFUSED: 422, FILE_CONFLICT: 409 } as const;

/** Verifies the request, and signs what is answered with 200. */
async function answered(
  { signatures, desk }: FileParts,
  { request, reply }: { readonly request: FastifyRequest<Named>; readonly reply: FastifyReply },
  work: (body: string) => Promise<string | { readonly status: number; readonly code: string }>,
): Promise<FastifyReply> {
  const received = receivedOf(request);
  const refused = await signatures.refuse(received);
  if (refused !== undefined) return reply.code(401).send({ code: refused });
  const isAnswer = request.method === 'GET' && 'no' in request.params;
  const fault = desk.wireFault(request.params.code, isAnswer ? 'ANSWER' : 'OTHER');
  if (fault !== undefined) return spoilWire(fault, { request, reply });
  const result = await work(Buffer.from(received.body ?? '').toString('utf8'));
  if (typeof result !== 'string') return reply.code(result.status).send({ code: result.code });
  return reply.headers(signatures.sign(result, received, false)).send(result);
}

/** Controls of a story or a test: how files are handled, what changed in a register; and the key for agreements on files. */
export async function mountFileControls(
  app: FastifyInstance,
  { agencies, codec, desk, folders, changes }: FileParts,
): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.get('/dev/exchange-key', async () => codec.publicKey());
    scope.post('/dev/files', async (request, reply) => {
      if (!Value.Check(DeskControl, request.body)) return reply.code(400).send({ code: 'INPUT_INVALID' });
      desk.control(request.body);
      return reply.code(201).send(request.body);
    });
    scope.post('/dev/folders', async (request, reply) => {
      if (!Value.Check(FolderVisit, request.body)) return reply.code(400).send({ code: 'INPUT_INVALID' });
      return reply.code(200).send(await folders.visit(request.body, agencies.kit.clock.today()));
    });
    scope.post('/dev/changes', async (request, reply) => {
      if (!Value.Check(RegisterChange, request.body)) return reply.code(400).send({ code: 'INPUT_INVALID' });
      changes.add(request.body);
      return reply.code(201).send(request.body);
    });
    scope.delete('/dev/files', async (_request, reply) => {
      desk.clear();
      changes.clear();
      return reply.code(204).send();
    });
    done();
  });
}
