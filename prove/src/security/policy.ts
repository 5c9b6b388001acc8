import { type Role, roles, type ServiceName } from '@mz/contracts';
import { repositoryFile } from './operations.ts';

/** Who may do an operation at all, as the handbooks' tables say: roles, `service:<name>`, `partner` or `public`. */
export type Policy = ReadonlyMap<string, readonly string[]>;

/** prove/policy.json: kept by hand beside the code's own table, so that one cannot change without the other. */
export function readPolicy(): Policy {
  const text = repositoryFile('prove/policy.json');
  if (text === undefined) throw new Error('prove/policy.json is missing');
  const services = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  return new Map(
    Object.values(services).flatMap((operations) =>
      Object.entries(operations).map(([id, who]) => [id, who.split(' ')] as const),
    ),
  );
}

/** The roles of an operation. */
export function rolesOf(policy: Policy, operationId: string): Role[] {
  const who = policy.get(operationId) ?? [];
  return (Object.keys(roles) as Role[]).filter((role) => who.includes(role));
}

/** The services that may call an operation. */
export function servicesOf(policy: Policy, operationId: string): ServiceName[] {
  const who = policy.get(operationId) ?? [];
  // Names of the file, which the test compares with the contracts' list.
  return who.flatMap((one) => (one.startsWith('service:') ? [one.slice('service:'.length) as ServiceName] : []));
}
