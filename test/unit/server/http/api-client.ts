import { expect } from "vitest";
import { Documented } from "./documented.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers as their clients do.
  readonly body: any;
}

export interface Asked {
  readonly headers?: Record<string, string>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
}

/** A client of an API that holds every answer against the API's own document. */
export class ApiClient {
  /** As "host:port". */
  readonly address: string;
  private documented: Documented | undefined;

  constructor(address: string) {
    this.address = address;
  }

  async ask(method: string, url: string, { headers = {}, body, raw }: Asked = {}): Promise<Answer> {
    const json: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(`http://${this.address}${url}`, {
      method,
      headers: { ...json, ...headers },
      body: body === undefined ? (raw ?? null) : JSON.stringify(body),
      redirect: "manual",
    });
    const text = await response.text();
    if (url !== "/openapi.json") await this.holdAgainstDocument(method, url, response, text);
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  }

  private async holdAgainstDocument(method: string, url: string, response: Response, text: string): Promise<void> {
    if (method === "HEAD") return;
    this.documented ??= await Documented.of((await this.ask("GET", "/openapi.json")).text);
    const path = url.split("?", 1)[0]!;
    const type = response.headers.get("content-type");
    const complaints = this.documented.complaints(method, path, response.status, type, text);
    expect(complaints, `${method} ${url}: ${response.status} ${text}`).toEqual([]);
  }
}
