import type {
  EventDefinition,
  EventOf,
  EventPayload,
  Operation,
  OperationInputOf,
  OperationOutputOf,
  Purpose,
  Role,
  ServiceName,
} from '@mz/contracts';
import type { BlindIndex, FieldCipher, KeyProvider, Sealer } from '@mz/crypto';
import type { Compilable, CompiledQuery, Copy, CopyInto, Scope, Transaction } from '@mz/db';
import type { DivisionHistory, LegalDay, WorkCalendar } from '@mz/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

/** A role held in a division; it reaches that division and everything below it. */
export interface RoleGrant {
  readonly role: Role;
  /** 12-digit code. */
  readonly division: string;
  /** The grant of an office whose division was abolished: it reads what stands under the old code and does nothing more. */
  readonly readOnly?: true;
}

/** Who is acting. `subject` is an account id, `service:<name>`, `partner:<code>`, `system:<service>:<job>` or `public`. */
export interface Actor {
  readonly kind: 'user' | 'service' | 'partner' | 'system' | 'public';
  readonly subject: string;
  /** The natural person behind a staff account or citizen, for conflicts of interest. */
  readonly personId?: string;
  readonly roles: readonly RoleGrant[];
  /** The service whose own token came with the call. */
  readonly caller?: ServiceName;
}

/** One permitted call: who, for what, under which grant. Made by the kit; commands and queries take it first. */
export interface Context {
  readonly actor: Actor;
  /** The grant under which the permission holds; absent for services, systems and the public. */
  readonly grant?: RoleGrant;
  /** Settings of row-level security for this call. */
  readonly scope: Scope;
  readonly operationId: string;
  readonly permission: string;
  readonly purpose?: Purpose;
  /** `<service>/<uuid>` of X-Case. */
  readonly caseId?: string;
  readonly traceparent: string;
  readonly idempotencyKey?: string;
  /** Version from If-Match. */
  readonly expectedVersion?: number;
  /** The user's own token, forwarded unaltered when this service calls another one for the user. */
  readonly userToken?: string;
  /** Set when a field of the graph asks; absent for REST. */
  readonly channel?: 'GRAPHQL';
  readonly language: 'zh-CN' | 'en';
}

/** The two clocks: wall for tokens, leases, audit; business for legal days, due dates, benefit months. */
export interface Clock {
  wall(): Date;
  business(): Date;
  /** The legal day of the business clock in Asia/Shanghai. */
  today(): LegalDay;
}

/** Row of the audit trail, written in the command's transaction. */
export interface AuditEntry {
  readonly action: string;
  readonly recordType: string;
  readonly recordId: string;
  /** By field class; never clear identity. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly decisionId?: string;
}

/** What a publisher says about an event beside its payload. */
export interface Publication<E extends EventDefinition> {
  readonly subject: string;
  readonly divisionCode: string;
  readonly aggregateVersion: number;
  readonly data: EventPayload<E>;
}

/** One unit of work: a transaction with its audit rows and events; everything commits together or not at all. */
export interface Unit<DB> {
  readonly db: Transaction<DB>;
  /** A statement whose answer nobody waits for: it goes out at the end, together with audit rows, events and commit. */
  later(statement: Compilable<unknown>): void;
  audit(entry: AuditEntry): void;
  publish<E extends EventDefinition>(event: E, publication: Publication<E>): void;
}

/** What became of one event in a consumer. `waiting`: its cause is not known yet; woken by `kit.wake`. */
export type Outcome = { readonly kind: 'done' } | { readonly kind: 'waiting'; readonly for: string };

/** Consumer of one event type. `prepare` re-reads what it needs, batched, before any transaction is open. */
export interface Consumer<DB, E extends EventDefinition, P> {
  prepare?(events: readonly EventOf<E>[]): Promise<P>;
  apply(unit: Unit<DB>, event: EventOf<E>, prepared: P, ctx: Context): Promise<Outcome>;
}

/** A job that the schedule table runs on the business clock. Idempotent: it may run twice. */
export interface ScheduledJob {
  /** `<plural>.<verb>`; the actor is `system:<service>:<name>`. */
  readonly name: string;
  /** Every n minutes of the business clock, or at a time of each legal day in Asia/Shanghai. */
  readonly every: { readonly minutes: number } | { readonly dailyAt: string };
  run(ctx: Context): Promise<{ readonly done: number }>;
}

/** A GraphQL part of a feature: SDL of its types and fields, resolvers and loaders (Mercurius). */
export interface GraphqlModule {
  readonly typeDefs: string;
  readonly resolvers: Readonly<Record<string, Readonly<Record<string, GraphqlResolver>>>>;
  readonly loaders?: Readonly<Record<string, Readonly<Record<string, GraphqlLoader>>>>;
}
export type GraphqlResolver = (root: never, args: never, gql: GraphqlCall) => unknown;
export type GraphqlLoader = (
  queries: readonly { obj: never; params: never }[],
  gql: GraphqlCall,
) => Promise<readonly unknown[]>;

/** Parts of an operation's input as REST has them; what is left out is not looked at. */
export interface GivenInput {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
}

/** Context of a GraphQL resolver: each field asks for the permission that its REST twin has. */
export interface GraphqlCall {
  /**
   * Throws the same problem that the REST operation would answer: of the permission, then of the form of what is given,
   * such as an id.
   */
  as(operation: Operation, given?: GivenInput): Context;
  /**
   * Runs a command with the arguments `expectedVersion` and `idempotencyKey` of a mutation, which stand for If-Match and
   * Idempotency-Key; a replay answers the stored result. The input is checked as that of its REST twin, and one key stands
   * for one request on either way.
   */
  mutate<I extends GivenInput, T>(
    operation: Operation,
    given: { readonly input: I; readonly expectedVersion?: number; readonly idempotencyKey?: string },
    run: (ctx: Context, input: I) => Promise<T>,
  ): Promise<T>;
}

/** What a record says about who may touch it; checked by `kit.authorize`. */
export interface RecordRelation {
  readonly divisionCode: string;
  /** Subjects who did an earlier step and may not do this one, each with the code to answer. */
  readonly separatedFrom?: readonly { readonly subject: string; readonly code: string }[];
}

/** A file as an answer; its media type is the operation's. */
export interface Download {
  readonly fileName: string;
  /** Of a text that is not simply UTF-8 by its media type, such as `gb18030`. */
  readonly charset?: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** A moment of a service's own work at which a proof may end its process. */
export type WorkMoment =
  /** A page of a batch is taken or given, the next is not. */
  | 'batch.between-pages'
  /** A file is handed over and not marked so, the next is not begun. */
  | 'files.between-two'
  /** Some records of a division change have moved, the others have not. */
  | 'moves.between-chunks';

/** Where the other services are, and how this one proves itself to them. */
export interface Peers {
  urlOf(name: ServiceName): string;
  tokenFor(audience: ServiceName): Promise<string>;
}

/** Everything a service's features get. The kit is the only framework of a service. */
export interface Kit<DB, C = Record<never, never>> {
  readonly name: ServiceName;
  readonly config: C;
  readonly clock: Clock;
  readonly calendar: WorkCalendar;
  readonly log: Logger;
  readonly keys: KeyProvider;
  readonly fields: FieldCipher;
  readonly indexes: BlindIndex;
  readonly sealer: Sealer;
  /** Divisions down to townships, in memory; villages through `divisions.at` when loaded. */
  divisions(): DivisionHistory;
  newId(): string;

  // Registration, called once while the service is built.
  operation<O extends Operation>(
    operation: O,
    handler: (ctx: Context, input: OperationInputOf<O>) => Promise<OperationOutputOf<O>>,
  ): void;
  /** An operation whose answer is a stream of text chunks (NDJSON, files). */
  stream<O extends Operation>(
    operation: O,
    handler: (ctx: Context, input: OperationInputOf<O>) => Promise<AsyncIterable<string>>,
  ): void;
  /** An operation whose answer is a file: its bytes in chunks, with a name. */
  download<O extends Operation>(
    operation: O,
    handler: (ctx: Context, input: OperationInputOf<O>) => Promise<Download>,
  ): void;
  graphql(module: GraphqlModule): void;
  /** Several features may consume one event: they act in the order of their registration, in one transaction. */
  consume<E extends EventDefinition, P = undefined>(event: E, consumer: Consumer<DB, E, P>): void;
  schedule(job: ScheduledJob): void;
  /** Runs when the service stops, after its last call and before its pools close: for what a feature keeps running. */
  onStop(end: () => Promise<void>): void;
  /** A named check on /readyz, such as partner silence; warns, never fails the service. */
  health(name: string, check: () => Promise<{ readonly status: 'pass' | 'warn'; readonly detail?: string }>): void;

  // Use, by commands and queries.
  /** Several statements in one actor-scoped read transaction. */
  read<T>(ctx: Context, fn: (db: Transaction<DB>) => Promise<T>): Promise<T>;
  /** One statement in one round trip: begin, settings, statement, commit pipelined; `beside` are written with it. */
  readOne<T>(
    ctx: Context,
    query: Compilable<T> | CompiledQuery<T>,
    beside?: readonly Compilable<unknown>[],
  ): Promise<T[]>;
  /** The unit of work: idempotency claim, fn, audit rows, outbox, stored answer, commit. */
  write<T>(ctx: Context, fn: (unit: Unit<DB>) => Promise<T>): Promise<T>;
  /** Writes rows by COPY in a transaction of its own and gives their number; table and columns by their database names. */
  copyInto(ctx: Context, table: string, columns: CopyInto['columns'], rows: CopyInto['rows']): Promise<number>;
  /** Where a thread of this service opens a connection of its own, as the application role. */
  databaseUrl(): string;
  /** A unit of work that can COPY, without an Idempotency-Key: a chunk of a bulk load with its audit rows and events. */
  bulk<T>(ctx: Context, fn: (unit: Unit<DB>, copy: Copy) => Promise<T>): Promise<T>;
  /** Context of a consumer or job: `system:<service>:<job>`, the whole province. */
  system(job: string): Context;
  /** Region relation and separation of duties of one record; throws SCOPE_FORBIDDEN, SEPARATION_OF_DUTIES or the given code. */
  authorize(ctx: Context, record: RecordRelation): void;
  /** Calls another service with this service's own token, and the user's beside it when `ctx` has one. */
  call<O extends Operation>(
    ctx: Context,
    operation: O,
    input: Partial<OperationInputOf<O>>,
  ): Promise<OperationOutputOf<O>>;
  /** A streamed answer of another service, line by line. */
  callLines<O extends Operation>(
    ctx: Context,
    operation: O,
    input: Partial<OperationInputOf<O>>,
  ): AsyncIterable<string>;
  /** The other services' addresses and this service's own tokens for them; for the gateway, which forwards what it does not know. */
  readonly peers: Peers;
  /** Says that a moment has come; nothing happens but in a proof. */
  atMoment(moment: WorkMoment): void | Promise<void>;
  /** Counts a call of a page against the limit of its address (see `publicReads`); throws TOO_MANY_REQUESTS. */
  limitAddress(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Wakes inbox events that wait for this cause, in the unit's transaction. */
  wake(unit: Unit<DB>, cause: string): Promise<void>;
  /** Work that goes on after the event that began it, and never fails: the service is not settled before it ends. */
  background(work: Promise<void>): void;
}
