import type { ServiceName } from '@mz/contracts';
import { provinceReach } from './context.ts';
import type { SystemJob } from './define-service.ts';
import type { Context } from './kit.ts';
import { newTraceparent } from './traceparent.ts';

/** Contexts of jobs and consumers, checked against the service's written list. */
export interface SystemJobs {
  /** Throws when the job is not on the list. */
  assertListed(job: string): void;
  /** `system:<service>:<job>` with the whole province in reach; throws when the job is not on the list. */
  context(job: string): Context;
}

/** Reads a service's list; throws when it names a job twice or says nothing about it. */
export function createSystemJobs(service: ServiceName, list: readonly SystemJob[]): SystemJobs {
  const listed = new Set<string>();
  for (const { name, why } of list) {
    if (listed.has(name)) throw new Error(`${service} lists the system job ${name} twice`);
    if (why.trim() === '') throw new Error(`${service} does not say why the system job ${name} may act`);
    listed.add(name);
  }
  function assertListed(job: string): void {
    if (!listed.has(job)) throw new Error(`system job ${job} is not in systemJobs of ${service}`);
  }
  return {
    assertListed,
    context(job) {
      assertListed(job);
      return systemContext(service, job);
    },
  };
}

/** Context of the kit's own work, such as refreshing the divisions; it needs no line in a service's list. */
export function systemContext(service: ServiceName, job: string): Context {
  const subject = `system:${service}:${job}`;
  return {
    actor: { kind: 'system', subject, roles: [] },
    scope: { division: provinceReach, actor: subject, system: job },
    operationId: job,
    permission: 'system',
    traceparent: newTraceparent(),
    language: 'zh-CN',
  };
}
