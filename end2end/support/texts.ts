import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "@playwright/test";

/** The texts of one language as they stand in its file, by section and key. */
function textsOf(language: string): Map<string, string> {
  const file = readFileSync(resolve(import.meta.dirname, `../../src/i18n/${language}.toml`), "utf8");
  const texts = new Map<string, string>();
  let section = "";
  for (const line of file.split("\n")) {
    section = /^\[(\w+)\]/.exec(line)?.[1] ?? section;
    const key = /^(\w+) = /.exec(line)?.[1];
    if (!key) continue;
    for (const [at, [, text]] of [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].entries()) texts.set(`${section}.${key}.${at}`, text!);
  }
  return texts;
}

/** Everything on the page that a reader is told, seen or spoken. */
export async function wordsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const words = new Set<string>([document.title]);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.closest("script, style, [lang]:not(html)")) words.add(node.textContent!.trim());
    }
    for (const element of document.querySelectorAll("[aria-label], [placeholder], [title]")) {
      for (const name of ["aria-label", "placeholder", "title"]) words.add(element.getAttribute(name)?.trim() ?? "");
    }
    return [...words].filter((text) => /\p{L}{2}/u.test(text));
  });
}

/** Which of the words are English although the page is Spanish. */
export function english(words: string[]): string[] {
  const spanish = textsOf("es");
  const patterns = [...textsOf("en")]
    .filter(([key, text]) => spanish.get(key) !== text && /\p{L}{2}/u.test(text.replace(/\{\w+\}/g, "")))
    .map(([, text]) => new RegExp(`^${text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+")}$`));
  const ours = new Set(spanish.values());
  return words.filter((word) => !ours.has(word) && patterns.some((pattern) => pattern.test(word)));
}
