export type { CompiledReport } from './compile.ts';
export { compileReport } from './compile.ts';
export type { Answer, Brief, ConflictDecision, OpenItem, QuestionTruth, VerificationParameters } from './types.ts';
