import ts from 'typescript';
import { nameOf } from './name-of.mjs';

/** What each function calls first, with its file and its name. */
export const ENTER = '__enter';

/**
 * Inserts a call of {@link ENTER} at the start of each function of a file: declarations,
 * expressions, arrows, methods, accessors and constructors. A class without a constructor gets one
 * if it has fields, since code of this file then runs when it is instantiated.
 *
 * @param name - what the trace calls the file
 */
export function instrument(name: string, text: string): string {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const insertions: { readonly at: number; readonly text: string }[] = [];
  const insert = (at: number, inserted: string): void => {
    insertions.push({ at, text: inserted });
  };
  const call = (fn: string): string => `${ENTER}(${JSON.stringify(name)}, ${JSON.stringify(fn)})`;

  const enterBody = (node: ts.SignatureDeclaration): void => {
    // An overload, or an abstract method.
    if (!('body' in node) || node.body === undefined) return;
    const { body } = node;
    const entered = call(nameOf(node, file));
    if (ts.isBlock(body)) {
      insert(body.getStart(file) + 1, ` ${entered};`);
    } else {
      insert(body.getStart(file), `(${entered}, `);
      insert(body.getEnd(), ')');
    }
  };
  // Fields are initialised before the body of the constructor runs.
  const enterByField = (node: ts.ClassLikeDeclaration): void => {
    insert(node.members.pos, ` #__entered = ${call(nameOfClass(node))};`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) {
      const constructor = node.members.find((member) => ts.isConstructorDeclaration(member));
      if (hasFields(node) && !isDerived(node)) enterByField(node);
      else if (constructor !== undefined) enterBody(constructor);
      else if (hasFields(node)) insert(node.members.pos, ` constructor(...args: any) { ${call(nameOfClass(node))}; super(...args); }`);
    } else if (ts.isFunctionLike(node) && !ts.isConstructorDeclaration(node)) {
      enterBody(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);

  let instrumented = text;
  // From the end, so that positions stay. Of two at one place the outer was found first, and comes first in the text.
  const inOrder = insertions.map((one, found) => ({ ...one, found })).sort((one, other) => other.at - one.at || other.found - one.found);
  for (const { at, text: inserted } of inOrder) instrumented = instrumented.slice(0, at) + inserted + instrumented.slice(at);
  return instrumented;
}

const nameOfClass = (node: ts.ClassLikeDeclaration): string => `new ${node.name?.text ?? 'class'}`;

function isDerived(node: ts.ClassLikeDeclaration): boolean {
  return node.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) === true;
}

function hasFields(node: ts.ClassLikeDeclaration): boolean {
  return node.members.some(
    (member) =>
      ts.isPropertyDeclaration(member) &&
      member.initializer !== undefined &&
      member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) !== true,
  );
}
