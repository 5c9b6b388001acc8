export type { CompiledReport } from './compile.ts';
export { compileReport } from './compile.ts';
export type { Answer, Brief, ConflictDecision, OpenItem, VerificationParameters } from './types.ts';
