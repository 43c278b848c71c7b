// The portable files can be written into emitted code: functions only, imports among themselves, names used once.
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { parse, projectFiles, read } from './project-sources.ts';

const files = projectFiles().filter((file) => /^src\/runtime\/(portable\/.*|random-portable)\.ts$/.test(file));

function functionNames(file: string): string[] {
  return parse(file, read(file)).statements.flatMap((statement) =>
    ts.isFunctionDeclaration(statement) && statement.name !== undefined ? [statement.name.text] : [],
  );
}

describe.each(files)('%s', (file) => {
  const { statements } = parse(file, read(file));

  test('holds exported functions and types only, and no state', () => {
    for (const statement of statements) {
      if (ts.isImportDeclaration(statement) || ts.isInterfaceDeclaration(statement)) continue;
      if (ts.isTypeAliasDeclaration(statement)) continue;
      expect(ts.isFunctionDeclaration(statement), statement.getText()).toBe(true);
      expect(statement.getText().startsWith('export function'), statement.getText()).toBe(true);
    }
  });

  test('imports portable files only, without renaming', () => {
    for (const statement of statements.filter(ts.isImportDeclaration)) {
      expect(statement.moduleSpecifier.getText()).toMatch(/^'\.\/(portable\/)?[a-z-]+\.ts'$/);
      expect(statement.importClause?.getText()).not.toContain(' as ');
    }
  });
});

test('a name means one function', () => {
  const names = files.flatMap(functionNames);
  expect(names.length).toBeGreaterThan(80);
  expect(names.length).toBe(new Set(names).size);
});
