/** A file that an agency has ready. */
export interface Ready {
  readonly fileNo: string;
  /** Of the rows, where the way of travel tells it before the file is fetched. */
  readonly sha256: string | undefined;
}

/** How batch files travel to one agency and back, whatever the way. Throws AgencyFault where it is away. */
export interface FileChannel {
  /** The same bytes under the same number, however often it is tried. */
  deliver(fileNo: string, body: string): Promise<void>;
  list(): Promise<readonly Ready[]>;
  /** The bytes; undefined for a file that is larger than it may be. */
  fetch(fileNo: string, largestBytes: number): Promise<string | undefined>;
  /** Told when the file is recorded, taken or refused. */
  finish(fileNo: string, body: string | undefined): Promise<void>;
  close(): Promise<void>;
}

/** 50,000 rows of the widest item, encrypted. */
export const largestFileBytes = 64 * 1024 * 1024;
