import { type Operation, type Role, roles, type ServiceName } from '@mz/contracts';

/** Who holds one permission. `roles` are signed-in people, `services` call with their own token. */
export interface PermissionEntry {
  readonly roles?: readonly Role[];
  readonly services?: readonly ServiceName[];
  readonly partners?: boolean;
  readonly public?: boolean;
}

/** The permission table of a service: `<plural>:<verb>` → who. */
export type PermissionTable = Readonly<Record<string, PermissionEntry>>;

/** Declares a service's permission table; throws at start on a misspelt name or an entry that admits nobody. */
export function definePermissions<const T extends PermissionTable>(table: T): T {
  for (const [name, entry] of Object.entries<PermissionEntry>(table)) {
    if (!/^[a-z][A-Za-z-]*:[a-z][A-Za-z-]*$/.test(name)) {
      throw new Error(`Permission ${name} must read <plural>:<verb>`);
    }
    const admits = entry.public || entry.partners || (entry.roles?.length ?? 0) + (entry.services?.length ?? 0) > 0;
    if (!admits) throw new Error(`Permission ${name} admits nobody`);
  }
  return table;
}

/** The entry of an operation's permission; throws at start when there is none or it contradicts `callers`. */
export function permissionOf(table: PermissionTable, operation: Operation): PermissionEntry {
  if (operation.permission === 'public') return { public: true };
  const entry = table[operation.permission];
  if (entry === undefined) {
    throw new Error(
      `Operation ${operation.id} needs permission ${operation.permission}, which is not in permissions.ts`,
    );
  }
  const lacking = operation.callers.filter((caller) => !admitsCaller(entry, caller));
  if (lacking.length > 0) {
    throw new Error(
      `Permission ${operation.permission} admits no ${lacking.join(', ')}, but ${operation.id} names it in callers`,
    );
  }
  return entry;
}

/** One cell of the test matrix: may this caller do this operation at all? */
export interface PermissionCell {
  readonly operationId: string;
  readonly caller: { readonly role: Role } | { readonly service: ServiceName };
  readonly allow: boolean;
}

/** The matrix role × operation and service × operation, for tests that walk all of it. */
export function permissionCells(
  operations: readonly Operation[],
  table: PermissionTable,
  services: readonly ServiceName[] = [],
): PermissionCell[] {
  const roleNames = Object.keys(roles) as Role[];
  return operations.flatMap((operation) => {
    const entry = permissionOf(table, operation);
    const open = entry.public === true;
    const people = operation.callers.includes('user');
    const machines = operation.callers.includes('service');
    return [
      ...roleNames.map((role) => ({
        operationId: operation.id,
        caller: { role },
        allow: open || (people && (entry.roles?.includes(role) ?? false)),
      })),
      ...services.map((service) => ({
        operationId: operation.id,
        caller: { service },
        allow: open || (machines && (entry.services?.includes(service) ?? false)),
      })),
    ];
  });
}

function admitsCaller(entry: PermissionEntry, caller: Operation['callers'][number]): boolean {
  switch (caller) {
    case 'public':
      return entry.public === true;
    case 'partner':
      return entry.public === true || entry.partners === true;
    case 'service':
      return entry.public === true || (entry.services?.length ?? 0) > 0;
    case 'user':
      return entry.public === true || (entry.roles?.length ?? 0) > 0;
  }
}
