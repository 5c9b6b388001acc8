export type { CompiledReport } from './compile.ts';
export { compileReport } from './compile.ts';
export type { Answer, Brief, OpenItem, VerificationParameters } from './types.ts';
