/** What a node reads of its disk is damaged, because bits have rotted there: the node ends, and does not start again. */
export class DamagedDisk extends Error {
  override readonly name = "DamagedDisk";
}
