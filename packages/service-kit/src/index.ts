export { anchorFileOf, auditSigningKey } from './audit-sealer.ts';
export { type AuditFault, type AuditVerdict, type AuditVerifySettings, verifyAudit } from './audit-verify.ts';
export { createVerifier, TokenError, type TokenVerifier, type VerifiedToken, type VerifierOptions } from './auth.ts';
export { traceIdOf } from './call-headers.ts';
export { type CommonErrorCode, commonErrors, defineErrors } from './catalogue.ts';
export { checkBody } from './check-body.ts';
export { type Client, type ClientSettings, createClient } from './client.ts';
export { businessClockStart } from './clock.ts';
export { ConfigError, readSettings, type Settings } from './config.ts';
export { authorizeRecord, bodyHashOf, provinceReach } from './context.ts';
export { createService } from './create-service.ts';
export { migrationFolders } from './database-checks.ts';
export {
  databaseNameOf,
  defineService,
  environmentPrefixOf,
  type ServiceDefinition,
  type SystemJob,
} from './define-service.ts';
export { type DivisionSnapshot, divisionData } from './division-directory.ts';
export {
  type ChangeMap,
  divisionMoveJobs,
  divisionMovesGraphql,
  keepDivisionMoves,
  type LivingTable,
  type MovingRecord,
  type OwnMoves,
} from './division-moves/index.ts';
export { callerIsGone } from './error-handler.ts';
export {
  expectVersion,
  fail,
  ProblemError,
  type ProblemOptions,
  type ProblemReason,
  refusal,
} from './errors.ts';
export { type GraphqlTypeOptions, toGraphqlTypes } from './graphql-types.ts';
export { createHttp, type Http } from './http.ts';
export type { HttpParts } from './http-parts.ts';
export type * from './kit.ts';
export { kitMigrations } from './kit-tables.ts';
export { createLocalIssuer, type LocalIssuer, type UserTokenInput } from './local-issuer.ts';
export { createLogger, silentLogger } from './logging.ts';
export { exampleOf } from './openapi-examples.ts';
export { type ItemPage, nextLink, page, pageOf, readCursor } from './pagination.ts';
export {
  definePermissions,
  type PermissionCell,
  type PermissionEntry,
  type PermissionTable,
  permissionCells,
} from './permissions.ts';
export { canonicalIds, keepPersonAliases, knownAs, personNames, samePersons } from './person-aliases.ts';
export {
  keepPersonReads,
  logPersonReads,
  type PersonReading,
  personReadsBeside,
  theseUnder,
} from './person-reads.ts';
export { loadPolicyParameters, numbersOn, readNumber, readNumbers } from './policy-parameters.ts';
export { identify, type Principal } from './principal.ts';
export { type ProblemSetting, problemBody, toProblem } from './problem.ts';
export { entityTag, keptAnswer } from './public-read.ts';
export { defaultRateLimit, type RateLimit } from './rate-limit.ts';
export { runService, runtimeOf } from './run-service.ts';
export type { RunningService } from './running-service.ts';
export type { Runtime } from './runtime.ts';
export {
  countFingerprints,
  countSealed,
  rewrapSealed,
  type SealedColumn,
  type SealedCount,
  sealedColumnsOf,
  wrappedKeyPlace,
} from './sealed-columns.ts';
export {
  clientAssertion,
  clientIdOf,
  clientKeyName,
  createServiceTokens,
  localServiceTokens,
  operatorClientId,
  resourceOf,
  type ServiceTokenSettings,
  type ServiceTokenSource,
} from './service-tokens.ts';
export { childTraceparent, newTraceparent } from './traceparent.ts';
