import ts from 'typescript';

/**
 * Names a function as a stack trace would: `Class.method`, `get Class.property`, `new Class`. A
 * callback has the name of the function around it, and its line.
 */
export function nameOf(fn: ts.Node, file: ts.SourceFile): string {
  const own = ownName(fn, file);
  if (own !== undefined) return own;
  const line = file.getLineAndCharacterOfPosition(fn.getStart(file)).line + 1;
  return `${around(fn, file)}callback in line ${String(line)}`;
}

function ownName(fn: ts.Node, file: ts.SourceFile): string | undefined {
  if (ts.isConstructorDeclaration(fn)) return `new ${className(fn.parent, file)}`;
  if (ts.isGetAccessor(fn)) return `get ${member(fn, file)}`;
  if (ts.isSetAccessor(fn)) return `set ${member(fn, file)}`;
  if (ts.isMethodDeclaration(fn)) return member(fn, file);
  if (ts.isFunctionDeclaration(fn) || ts.isFunctionExpression(fn)) {
    if (fn.name !== undefined) return fn.name.text;
  }
  const { parent } = fn;
  if (ts.isPropertyDeclaration(parent)) return member(parent, file);
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText(file);
  return undefined;
}

function member(node: ts.Node & { readonly name: ts.PropertyName }, file: ts.SourceFile): string {
  const name = node.name.getText(file);
  return ts.isClassLike(node.parent) ? `${className(node.parent, file)}.${name}` : `${around(node, file)}${name}`;
}

function className(node: ts.ClassLikeDeclaration, file: ts.SourceFile): string {
  return node.name?.getText(file) ?? 'class';
}

/** The function in which a node is, as a prefix. */
function around(node: ts.Node, file: ts.SourceFile): string {
  const outer = ts.findAncestor(node.parent, (one) => ts.isFunctionLike(one));
  return outer === undefined ? '' : `${nameOf(outer, file)} › `;
}
