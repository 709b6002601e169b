import ts from 'typescript';

/** One mention of another module in a source file. */
export interface SourceImport {
  readonly specifier: string;
  readonly line: number;
  /** Gone after compilation: `import type`, `export type … from`, `import('…').T`. */
  readonly typeOnly: boolean;
  /** Inside a function, so that it runs when first used. */
  readonly lazy: boolean;
}

/** What the rules need to know of one source file. */
export interface SourceFacts {
  readonly imports: readonly SourceImport[];
  /** Every `Object.property` that is written out, with its line. */
  readonly names: readonly { readonly name: string; readonly line: number }[];
  /** Whether there is nothing in it but imports and re-exports. */
  readonly onlyReExports: boolean;
}

/** Reads every `import`, `export … from`, `import()`, `require()` and `import('…').T` of a file. */
export function readSource(path: string, text: string): SourceFacts {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const imports: SourceImport[] = [];
  const names: { name: string; line: number }[] = [];
  const lineOf = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;

  const visit = (node: ts.Node, lazy: boolean): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      imports.push({ specifier, line: lineOf(node), typeOnly: isTypeOnly(node), lazy });
    }
    if (ts.isPropertyAccessExpression(node)) {
      names.push({ name: node.getText(), line: lineOf(node) });
    }
    const inside = lazy || ts.isFunctionLike(node);
    ts.forEachChild(node, (child) => {
      visit(child, inside);
    });
  };
  visit(source, false);

  const onlyReExports =
    source.statements.some(ts.isExportDeclaration) &&
    source.statements.every(
      (statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement),
    );
  return { imports, names, onlyReExports };
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return textOf(node.moduleSpecifier);
  }
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined;
  }
  if (ts.isImportEqualsDeclaration(node)) {
    const reference = node.moduleReference;
    return ts.isExternalModuleReference(reference) ? textOf(reference.expression) : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const callee = node.expression;
  const loads =
    callee.kind === ts.SyntaxKind.ImportKeyword || /^require(\.resolve)?$/.test(callee.getText());
  return loads ? textOf(node.arguments[0]) : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isImportEqualsDeclaration(node)) return node.isTypeOnly;
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    if (clause === undefined) return false;
    if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
    const named = clause.namedBindings;
    return (
      clause.name === undefined &&
      named !== undefined &&
      ts.isNamedImports(named) &&
      named.elements.length > 0 &&
      named.elements.every((element) => element.isTypeOnly)
    );
  }
  if (ts.isExportDeclaration(node)) {
    const clause = node.exportClause;
    return (
      node.isTypeOnly ||
      (clause !== undefined &&
        ts.isNamedExports(clause) &&
        clause.elements.length > 0 &&
        clause.elements.every((element) => element.isTypeOnly))
    );
  }
  return false;
}
