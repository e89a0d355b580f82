import { KeptFile } from "../../fuzz/kept-file.ts";
import type { Cell, CellOrder } from "./hunt-cost.ts";

const KIND = { name: "the file of measured strategies", part: "cells" };

/** The cells that are measured so far, kept in a file if there is one: a whole table takes hours. */
export class KeptCells {
  private readonly file: KeptFile<Cell[]> | undefined;
  private readonly cells: Cell[];

  /** @throws KeptFileError if there is such a file and it is not one that can be gone on from. */
  constructor(path: string | undefined) {
    this.file = path === undefined ? undefined : new KeptFile(path, KIND);
    this.cells = this.file?.read() ?? [];
  }

  /** What was measured to this very order. */
  find({ limitSeconds, mutant, repetitions, strategy }: CellOrder): Cell | undefined {
    return this.cells.find(
      (cell) =>
        cell.mutant === mutant &&
        cell.strategy === strategy &&
        cell.repetitions === repetitions &&
        cell.limitSeconds === limitSeconds,
    );
  }

  /** @throws KeptFileError if it cannot be written. */
  add(cell: Cell): void {
    this.cells.push(cell);
    this.file?.write(this.cells);
  }
}
