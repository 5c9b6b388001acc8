export { type Chunk, longestLine, readChunks } from './chunks.ts';
export { type CommandOutput, exitCodes, type LoadCommand, runLoadCommand } from './command.ts';
export { LoadError } from './errors.ts';
export { type Line, type LineCode, readLines } from './lines.ts';
export type { LoadPlan } from './load.ts';
export { type OpenKit, openKit } from './open-kit.ts';
export type { BadLine, Outcome } from './outcome.ts';
export { type ChunkLoader, type LoaderSetting, type Prepared, serveChunks, type ThreadService } from './thread.ts';
