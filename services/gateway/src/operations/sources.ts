import {
  type Operation,
  type OperationInputOf,
  type OperationOutputOf,
  operatorOperations,
  type ServiceName,
  type ServiceStatus,
} from '@mz/contracts';
import { type Context, ProblemError } from '@mz/service-kit';
import type { FastifyRequest } from 'fastify';
import type { AppKit } from '../app-kit.ts';
import { shownServices } from '../service-files.ts';
import type { Session } from './session.ts';

/** What one page asks the services, as the person who is logged in. */
export interface Sources {
  call<O extends Operation>(operation: O, input: Partial<OperationInputOf<O>>): Promise<OperationOutputOf<O>>;
  /** The same, or the code of the refusal: a service that is down is no fault of the page. */
  attempt<O extends Operation>(
    operation: O,
    input: Partial<OperationInputOf<O>>,
  ): Promise<Answered<OperationOutputOf<O>>>;
  statuses(): Promise<readonly NamedStatus[]>;
}

/** An answer, or the code by which it was refused. */
export type Answered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string };

/** A service with how it stands. */
export interface NamedStatus {
  readonly name: ServiceName;
  readonly answer: Answered<ServiceStatus>;
}

/** Calls with the gateway's own token and the person's beside it. */
export function sourcesOf(kit: AppKit, request: FastifyRequest, session: Session): Sources {
  const ctx: Context = {
    actor: { kind: 'user', subject: session.subject, roles: [] },
    scope: { division: '', actor: session.subject },
    operationId: 'operations.page',
    permission: 'operations:read',
    traceparent: request.trace.traceparent,
    userToken: session.token,
    language: 'zh-CN',
  };
  const call: Sources['call'] = (operation, input) => kit.call(ctx, operation, input);

  async function attempt<O extends Operation>(
    operation: O,
    input: Partial<OperationInputOf<O>>,
  ): Promise<Answered<OperationOutputOf<O>>> {
    try {
      return { ok: true, value: await call(operation, input) };
    } catch (error) {
      if (error instanceof ProblemError) return { ok: false, code: error.code };
      throw error;
    }
  }

  return {
    call,
    attempt,
    statuses: () =>
      Promise.all(
        shownServices.map(async (name) => ({ name, answer: await attempt(operatorOperations(name).status, {}) })),
      ),
  };
}
