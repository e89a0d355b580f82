import { differences, sums } from "./columns.ts";

/**
 * Many texts that say the same with other numbers: "after 3:2, commit 3", "after 4:2, commit 4". Each form is told
 * once, as what stands around its numbers, and the numbers of a form are columns.
 */
export interface PackedTexts {
  readonly forms: readonly PackedForm[];
  /** For each text, which form it has. */
  readonly places: readonly number[];
}

export interface PackedForm {
  /** One more than there are numbers in it. */
  readonly pieces: readonly string[];
  /** For each number in it the differences from text to text. */
  readonly columns: readonly (readonly number[])[];
}

/** Numbers that come back as the same digits: no leading zeros, and few enough digits to be exact. */
const NUMBER = /(?<!\d)(?:0|[1-9]\d{0,14})(?!\d)/g;

export function packTexts(texts: readonly string[]): PackedTexts {
  const placeOf = new Map<string, number>();
  const forms: { readonly pieces: readonly string[]; readonly rows: number[][] }[] = [];
  const places = texts.map((text) => {
    const pieces = text.split(NUMBER);
    const identity = JSON.stringify(pieces);
    const place = placeOf.get(identity) ?? forms.push({ pieces, rows: [] }) - 1;
    placeOf.set(identity, place);
    forms[place]!.rows.push((text.match(NUMBER) ?? []).map(Number));
    return place;
  });
  return { forms: forms.map(({ pieces, rows }) => ({ pieces, columns: columnsOf(rows) })), places };
}

function columnsOf(rows: readonly (readonly number[])[]): number[][] {
  return rows[0]!.map((_, slot) => differences(rows.map((row) => row[slot]!)));
}

/** Makes each text's value of its form's pieces and of its numbers. */
export function unpackTexts<Value>(
  { forms, places }: PackedTexts,
  build: (pieces: readonly string[], numbers: number[]) => Value,
): Value[] {
  const columns = forms.map((form) => form.columns.map(sums));
  const read = forms.map(() => 0);
  return places.map((place) => {
    const row = read[place]!++;
    return build(
      forms[place]!.pieces,
      columns[place]!.map((column) => column[row]!),
    );
  });
}

/** The text itself. */
export function join(pieces: readonly string[], numbers: readonly number[]): string {
  let text = pieces[0]!;
  for (let at = 0; at < numbers.length; at++) text += numbers[at]! + pieces[at + 1]!;
  return text;
}
