import { runCommand } from "./command.ts";
import { fuzzCrdts } from "./crdt.ts";
import { crdtCommand, crdtOptions } from "./crdt-options.ts";

await runCommand(crdtCommand, (line, interrupt) => fuzzCrdts(crdtOptions(line), interrupt));
