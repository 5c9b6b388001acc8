import type { Transaction } from '@mz/db';
import type { Context, Kit, Unit } from '@mz/service-kit';
import type { DB } from './database.ts';

/** The kit as this service has it. */
export type AppKit = Kit<DB, unknown>;

/** An open transaction: queries take it first. */
export type Db = Transaction<DB>;

/** What a step of a command works with: the kit, the caller and the open unit of work. */
export type Work = { readonly kit: AppKit; readonly ctx: Context; readonly unit: Unit<DB> };
