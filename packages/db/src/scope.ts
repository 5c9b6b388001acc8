import { prepareStatement, type Statement } from './statement.ts';

/** For whom a transaction acts; row-level security reads it, and rows outside it do not exist for its statements. */
export type Scope = {
  /** Prefix of the division codes in reach, such as '370102'; '' reaches no row that has a division. */
  division: string;
  /** Who acts: a staff subject, or `system:<service>:<job>`. */
  actor: string;
  caseId?: string;
  purpose?: string;
  /** Name of the written system permission under which a job sees rows across divisions. */
  system?: string;
};

// One text, so one named statement. The third argument ends each setting with the transaction.
const text =
  `select set_config('app.division', $1, true), set_config('app.actor', $2, true), set_config('app.case', $3, true), ` +
  `set_config('app.purpose', $4, true), set_config('app.system', $5, true)`;

/** The statement that binds the open transaction to a scope; what is not given is set to '', which reaches nothing. */
export function scopeStatement(scope: Scope): Statement {
  const { division, actor, caseId = '', purpose = '', system = '' } = scope;
  return prepareStatement({ sql: text, parameters: [division, actor, caseId, purpose, system] });
}
