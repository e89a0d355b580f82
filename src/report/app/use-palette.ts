import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Palette, readPalette } from "./draw/palette.ts";
import type { State } from "./state.ts";

/** The colors in force: others when the theme changes, here or in the system. */
export function usePalette({ view }: State): { readonly value: Palette } {
  const systemTurns = useSignal(0);
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const turn = (): void => {
      systemTurns.value++;
    };
    system.addEventListener("change", turn);
    return () => system.removeEventListener("change", turn);
  }, [systemTurns]);
  const theme = useComputed(() => `${view.value.theme} ${systemTurns.value}`);
  return useComputed(() => {
    const [name] = theme.value.split(" ");
    document.documentElement.setAttribute("data-theme", name!);
    return readPalette();
  });
}
