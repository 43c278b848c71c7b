// docs/errors.md: every example gives its code, and the message printed under it is the one that is given.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { type Diagnostic, type DiagnosticCode, renderDiagnostic } from '../src/diagnostics.ts';

const page = fileURLToPath(new URL('../docs/errors.md', import.meta.url));
const text = readFileSync(page, 'utf8');

// Written out, so that a code without a section is missed.
const codes: Readonly<Record<DiagnosticCode, true>> = {
  syntax: true,
  'unknown-name': true,
  'shape-mismatch': true,
  'not-exponential': true,
  curved: true,
  'not-identifiable': true,
  'support-depends-on-parameter': true,
  'not-integrable': true,
  'not-normalised': true,
  'negative-density': true,
  'wrong-claim': true,
  'too-large': true,
  'not-derivable': true,
  'not-yet': true,
};

const sections = text.split(/^## /m).slice(1);
const sectionOf = (code: string): string | undefined => sections.find((s) => s.startsWith(`\`${code}\`\n`));
const example = /```blr\n([\s\S]*?)```\n\n```text\n[\s\S]*?```/g;

// Each example is compiled once.
const compiled = new Map<string, readonly Diagnostic[]>();
function diagnosticsOf(source: string): readonly Diagnostic[] {
  const known = compiled.get(source) ?? compile(source, { file: 'example.blr' }).diagnostics;
  compiled.set(source, known);
  return known;
}

/** The messages on a specification, as the command line prints them. */
function messages(source: string): string {
  return diagnosticsOf(source)
    .map((d) => `${renderDiagnostic(d, source, 'example.blr')}\n`)
    .join('\n');
}

describe('docs/errors.md', () => {
  it.each(Object.keys(codes))('explains %s and lists it', (code) => {
    expect(sectionOf(code)).toBeDefined();
    expect(text).toContain(`| [\`${code}\`](#${code}) |`);
  });

  it('explains nothing else', () => {
    expect(sections.map((s) => /^`([\w-]+)`\n/.exec(s)?.[1])).toEqual(Object.keys(codes));
  });

  // A refusal for which no small example is known is described only.
  it.each(Object.keys(codes).filter((code) => code !== 'not-derivable'))('shows how %s comes about', (code) => {
    const examples = [...(sectionOf(code) ?? '').matchAll(example)].map(([, source = '']) => source);
    expect(examples.length).toBeGreaterThan(0);
    for (const source of examples) expect(diagnosticsOf(source).map((d) => d.code)).toContain(code);
  });

  it('prints the messages as they are (vitest -u renews them)', async () => {
    const renewed = text.replace(
      example,
      (_, source: string) => `\`\`\`blr\n${source}\`\`\`\n\n\`\`\`text\n${messages(source)}\`\`\``,
    );
    await expect(renewed).toMatchFileSnapshot(page);
  });
});
