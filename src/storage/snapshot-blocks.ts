import type { SnapshotRead } from "../raft/index.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { StoredSnapshot } from "./configuration-bytes.ts";
import { crc32 } from "./crc32.ts";
import { DamagedFile } from "./damaged-file.ts";
import { snapshotName } from "./file-names.ts";
import type { FileReader } from "./file-operation.ts";
import { viewOf } from "./record.ts";

/**
 * A snapshot's file is its data in blocks of this size, of which only the last may be shorter, each behind its checksum.
 * So any piece can be read and checked without the others. What the file is, its size too, is in the log's record of it.
 */
const BLOCK_BYTES = 65_536;
const CHECKSUM_BYTES = 4;

/** Cuts data into blocks. */
export class BlockWriter {
  dataBytes = 0;
  private block = new ByteWriter();
  private done = new ByteWriter();
  private blocks = 0;

  append(data: Uint8Array): void {
    this.dataBytes += data.length;
    for (let from = 0; from < data.length; ) {
      const to = Math.min(data.length, from + BLOCK_BYTES - this.block.length);
      this.block.bytes(data.subarray(from, to));
      from = to;
      if (this.block.length === BLOCK_BYTES) this.endBlock();
    }
  }

  /** No data will come any more. */
  finish(): void {
    if (this.block.length > 0) this.endBlock();
  }

  /** The bytes of the blocks that are complete, each time those since the last. */
  takeBytes(): Uint8Array {
    return this.done.take();
  }

  fork(): BlockWriter {
    const copy = new BlockWriter();
    copy.dataBytes = this.dataBytes;
    copy.block = this.block.fork();
    copy.done = this.done.fork();
    copy.blocks = this.blocks;
    return copy;
  }

  private endBlock(): void {
    const block = this.block.take();
    this.done.u32(checksumOf(this.blocks, block));
    this.done.bytes(block);
    this.blocks++;
  }
}

/** All of a snapshot's data, block by block. Throws DamagedFile at the first that is not what was written. */
export function* readBlocks(files: FileReader, stored: StoredSnapshot): Generator<Uint8Array> {
  const file = snapshotName(stored.snapshot);
  const expected = stored.dataBytes + CHECKSUM_BYTES * Math.ceil(stored.dataBytes / BLOCK_BYTES);
  const sizeBytes = files.sizeBytes(file);
  if (sizeBytes !== expected) {
    throw new DamagedFile(file, Math.min(sizeBytes, expected), `it has ${sizeBytes} bytes instead of ${expected}`);
  }
  for (let from = 0; from < stored.dataBytes; from += BLOCK_BYTES) yield readData(files, stored, from, BLOCK_BYTES);
}

/** A piece of a snapshot, as the core is told of it. */
export interface SnapshotPiece {
  readonly data: Uint8Array;
  readonly bytes: number;
  readonly isLast: boolean;
}

/** The piece that is asked for; undefined if it is of another snapshot, or that ends before. */
export function readPiece(
  files: FileReader,
  stored: StoredSnapshot | undefined,
  { index, offset, maxBytes }: SnapshotRead,
): SnapshotPiece | undefined {
  if (stored?.snapshot.index !== index || (offset > 0 && offset >= stored.dataBytes)) return undefined;
  const data = readData(files, stored, offset, maxBytes);
  return { data, bytes: data.length, isLast: offset + data.length === stored.dataBytes };
}

/** The data from `offset` on, up to `maxBytes` of it. Throws DamagedFile if it is not what was written. */
function readData(files: FileReader, stored: StoredSnapshot, offset: number, maxBytes: number): Uint8Array {
  const file = snapshotName(stored.snapshot);
  const data = new Uint8Array(Math.max(0, Math.min(maxBytes, stored.dataBytes - offset)));
  const end = offset + data.length;
  for (let number = Math.floor(offset / BLOCK_BYTES); number * BLOCK_BYTES < end; number++) {
    const blockOffset = number * BLOCK_BYTES;
    const block = readBlock(files, file, number, Math.min(BLOCK_BYTES, stored.dataBytes - blockOffset));
    const from = Math.max(offset, blockOffset);
    data.set(block.subarray(from - blockOffset, Math.min(end - blockOffset, BLOCK_BYTES)), from - offset);
  }
  return data;
}

function readBlock(files: FileReader, file: string, number: number, dataBytes: number): Uint8Array {
  const at = number * (CHECKSUM_BYTES + BLOCK_BYTES);
  const bytes = files.read(file, at, CHECKSUM_BYTES + dataBytes);
  if (bytes.length !== CHECKSUM_BYTES + dataBytes) {
    throw new DamagedFile(file, at + bytes.length, `it ends within block ${number}`);
  }
  const block = bytes.subarray(CHECKSUM_BYTES);
  if (viewOf(bytes).getUint32(0, true) !== checksumOf(number, block)) {
    throw new DamagedFile(file, at, `the checksum of block ${number} does not hold`);
  }
  return block;
}

/** Of the block's number and its data, so that no block passes for another. */
function checksumOf(number: number, block: Uint8Array): number {
  return crc32(block, 0, block.length, number);
}
