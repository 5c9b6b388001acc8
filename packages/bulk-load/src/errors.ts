/** Why a load does not begin. */
export class LoadError extends Error {
  readonly code:
    | 'BATCH_OF_ANOTHER_FILE'
    | 'FILE_UNREADABLE'
    | 'OUT_DIR_UNUSABLE'
    | 'DIVISIONS_NOT_LOADED'
    | 'SETTINGS_INVALID';

  constructor(code: LoadError['code'], message: string) {
    super(message);
    this.name = 'LoadError';
    this.code = code;
  }
}
