import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from "yaml";

/** Both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Place {
  readonly message: string;
}

/** What a form is for, in the words of its complaints: "scenario", and what each of them says at the least. */
export interface FormKind {
  readonly name: string;
  readonly says: string;
}

/** The text of a person's form as plain YAML, in which every value knows its place. */
export class FormDocument {
  private readonly text: string;
  private readonly kind: FormKind;
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;

  constructor(text: string, kind: FormKind) {
    this.text = text;
    this.kind = kind;
    // The core schema knows no other booleans than true and false, whatever version the text claims to be of.
    const options = { lineCounter: this.lines, prettyErrors: false, schema: "core", logLevel: "error" } as const;
    this.document = parseDocument(text, options);
  }

  /** The first thing that is no YAML, or more of it than a form needs. */
  problem(): Problem | undefined {
    const [error] = [...this.document.errors, ...this.document.warnings];
    if (error !== undefined) return this.at(error.pos[0], this.describe(error.code, error.message, error.pos[0]));
    const { contents } = this.document;
    if (contents === null || (isScalar(contents) && contents.value === null)) {
      const { name, says } = this.kind;
      return { line: 1, column: 1, message: `it says nothing: a ${name} says ${says} at the least` };
    }
    return this.excess();
  }

  /** What the text says. To be asked for only where there is no problem. */
  value(): unknown {
    return this.document.toJS();
  }

  /** Whether the text says anything under this path. */
  holds(path: readonly PropertyKey[]): boolean {
    return this.document.hasIn(path);
  }

  /** Of the deepest part of the path that is there; the first if none is. */
  placeOf(path: readonly PropertyKey[]): Place {
    let node: unknown = this.document.contents;
    let offset = 0;
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
        if (pair === undefined) break;
        offset = startOf(pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(step)];
        offset = startOf(node) ?? offset;
      } else break;
    }
    return this.placeAt(offset);
  }

  /** What YAML allows and a form has no use for. */
  private excess(): Problem | undefined {
    let found: Problem | undefined;
    const complain = (node: unknown, message: string): symbol => {
      found = this.at(startOf(node) ?? 0, message);
      return visit.BREAK;
    };
    visit(this.document, (_, node) => {
      if (isPair(node)) {
        if (!isScalar(node.key) || typeof node.key.value !== "string")
          return complain(node.key, "a key must be a word");
        return isEmpty(node.value) ? complain(node.key, `${node.key.value} says nothing: leave it out`) : undefined;
      }
      if (isAlias(node)) return complain(node, `*${node.source} is an alias: write out what it stands for`);
      if (!isScalar(node) && !isCollection(node)) return undefined;
      if (node.anchor !== undefined) return complain(node, `&${node.anchor} is an anchor, which nothing may refer to`);
      return node.tag === undefined ? undefined : complain(node, `the tag ${node.tag} is not allowed`);
    });
    return found;
  }

  private describe(code: string, message: string, offset: number): string {
    switch (code) {
      case "DUPLICATE_KEY":
        return `the key ${/^[^\s:,{}[\]]*/.exec(this.text.slice(offset))![0]} is there twice`;
      case "MULTIPLE_DOCS":
        return `a second document begins here: a file holds one ${this.kind.name}`;
      case "TAB_AS_INDENT":
        return "a tab begins this line: YAML is indented by spaces";
      case "RESOURCE_EXHAUSTION":
        return "it is nested too deeply";
      default:
        return `it is not valid YAML: ${message.split("\n", 1)[0]}`;
    }
  }

  private at(offset: number, message: string): Problem {
    return { ...this.placeAt(offset), message };
  }

  private placeAt(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }
}

/** An empty list is for the schema to judge: where one has to stand, to leave it out would be wrong too. */
function isEmpty(value: unknown): boolean {
  if (isMap(value)) return value.items.length === 0;
  return value === null || (isScalar(value) && value.value === null);
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) || isAlias(node) ? node.range?.[0] : undefined;
}
