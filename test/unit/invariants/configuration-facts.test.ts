import fc from "fast-check";
import { expect, test } from "vitest";
import { configurationPhrase, withVotersAlone } from "../../../invariants/configuration-facts.ts";

const nodes = fc.uniqueArray(fc.integer({ min: 1, max: 25 }), { maxLength: 4 });
const configuration = fc.record({
  voters: nodes,
  outgoing: nodes,
  learners: nodes,
  learnersNext: nodes,
  leavesByItself: fc.boolean(),
});

test("whatever a configuration is worded with beside its voters is known as such in a text", () => {
  fc.assert(
    fc.property(configuration, configuration, (one, other) => {
      const alone = { outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
      const told = ([first, second]: string[]) =>
        `n1 goes by ${first}, but n2 by ${second}; of its voters n1, n2 only n1 does`;
      const whole = told([one, other].map(configurationPhrase));
      const short = told([one, other].map(({ voters }) => configurationPhrase({ ...alone, voters })));
      expect(withVotersAlone(whole)).toBe(short);
    }),
  );
});
