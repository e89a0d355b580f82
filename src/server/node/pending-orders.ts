import type { NodeId, Output, RaftView } from "../../raft/index.ts";
import type { Order } from "./order.ts";

/** The orders that this node was given and that are not answered yet. */
export class PendingOrders {
  private gathered: Order[] = [];
  private waiting: Order[] = [];

  get count(): number {
    return this.gathered.length + this.waiting.length;
  }

  gather(order: Order): void {
    this.gathered.push(order);
  }

  takeGathered(): readonly Order[] {
    const { gathered } = this;
    this.gathered = [];
    return gathered;
  }

  /** The core has taken the order's input. */
  taken(order: Order, view: RaftView, output: Output): void {
    const rejection = output.rejections.find(({ of }) => of === "change" || of === "transfer");
    if (!order.taken(view, rejection) && !order.settle(view, output)) this.waiting.push(order);
  }

  /** After a step. */
  settle(view: RaftView, output: Output): void {
    if (this.waiting.length > 0) this.waiting = this.waiting.filter((order) => !order.settle(view, output));
  }

  expire(nowUs: number, leader: NodeId): void {
    if (this.waiting.length === 0) return;
    for (const order of this.waiting) if (order.expiresAtUs <= nowUs) order.giveUp("timed-out", leader);
    this.waiting = this.waiting.filter(({ expiresAtUs }) => expiresAtUs > nowUs);
  }

  stop(leader: NodeId): void {
    for (const order of [...this.takeGathered(), ...this.waiting]) order.giveUp("stopped", leader);
    this.waiting = [];
  }
}
