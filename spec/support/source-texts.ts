import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const SOURCES = path.join(__dirname, '../../src');

/** One text of the sources that has words in it: a string, or a template with gaps. */
export interface SourceText {
  readonly file: string;
  /** What is in the gaps may be anything. */
  readonly pattern: RegExp;
}

/** All texts of the sources that have words in them: what is said to somebody, and little else. */
export function sourceTexts(): SourceText[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => textsIn(name.replaceAll(path.sep, '/'), readFileSync(path.join(SOURCES, name), 'utf8')));
}

function textsIn(file: string, code: string): SourceText[] {
  const texts: SourceText[] = [];
  const add = (parts: readonly string[]): void => {
    if (parts.some((part) => /[a-z]/i.test(part) && /\s/.test(part))) texts.push({ file, pattern: new RegExp(parts.map(escaped).join('[^]*?')) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isStringLiteralLike(node)) add([node.text]);
    if (ts.isTemplateExpression(node)) add([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest));
  return texts;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
