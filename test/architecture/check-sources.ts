import { posix } from 'node:path';

import type { ArchitectureRules } from './rules';
import { readSource, type SourceFacts, type SourceImport } from './source-imports';

/** Source files by path inside `src`, with `/`. */
export type Sources = ReadonlyMap<string, string>;

/** Every breach of the rules in `sources`, one line each: `file:line what is wrong`. */
export function checkSources(
  sources: Sources,
  rules: ArchitectureRules,
  entryPoints: readonly string[],
): readonly string[] {
  const breaches: string[] = [];
  const edges = new Map<string, string[]>();

  for (const [path, text] of sources) {
    const facts = readSource(path, text);
    const report = (line: number, what: string) => breaches.push(`${path}:${line} ${what}`);

    if (rankOf(path, rules) === undefined) report(1, 'stands in a folder that has no rank');
    if (!entryPoints.includes(path) && isBarrel(path, facts)) {
      report(1, 'is a barrel; only entry points re-export');
    }
    for (const { name, line } of facts.names) {
      const owner = rules.names.find((rule) => rule.pattern.test(name))?.place;
      if (owner !== undefined && !path.startsWith(owner)) {
        report(line, `says ${name}, which stands only in ${owner}`);
      }
    }
    for (const found of facts.imports) {
      if (!found.specifier.startsWith('.')) {
        const breach = packageBreach(path, found, rules);
        if (breach !== undefined) report(found.line, breach);
        continue;
      }
      const target = resolve(path, found.specifier, sources);
      if (target === undefined) {
        report(found.line, `imports ${found.specifier}, which is not in src`);
        continue;
      }
      const isDoor = rules.doors.get(path) === target && (found.lazy || found.typeOnly);
      if (isDoor) continue;
      if (!mayImport(path, target, rules))
        report(found.line, `imports ${target}, which is not below it`);
      if (!found.typeOnly) edges.set(path, [...(edges.get(path) ?? []), target]);
    }
  }
  return [...breaches, ...cycles(edges)];
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

/** The public API stands below the folders of the highest rank and above all others. */
function rankOf(path: string, { ranks }: ArchitectureRules): number | undefined {
  return path === 'index.ts' ? Math.max(...ranks.values()) - 0.5 : ranks.get(folderOf(path));
}

function mayImport(path: string, target: string, rules: ArchitectureRules): boolean {
  if (folderOf(path) === folderOf(target)) return true;
  return (rankOf(target, rules) ?? Infinity) < (rankOf(path, rules) ?? -Infinity);
}

function isBarrel(path: string, facts: SourceFacts): boolean {
  return facts.onlyReExports || posix.basename(path) === 'index.ts';
}

function packageBreach(
  path: string,
  found: SourceImport,
  rules: ArchitectureRules,
): string | undefined {
  const { specifier } = found;
  if (rankOf(path, rules) === 1) return `imports ${specifier}; the lowest folder imports nothing`;
  if (specifier.startsWith('node:')) return undefined;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const known = rules.packages.get(name);
  if (known === undefined) return `imports ${name}, which is not a listed package`;
  if (!path.startsWith(known.folder)) return `imports ${name}, which only ${known.folder} knows`;
  if (known.lazy && !found.lazy && !found.typeOnly)
    return `loads ${name} at import, not when first used`;
  return undefined;
}

function resolve(path: string, specifier: string, sources: Sources): string | undefined {
  const base = posix.join(posix.dirname(path), specifier);
  return [`${base}.ts`, `${base}/index.ts`].find((candidate) => sources.has(candidate));
}

function cycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1)
      found.push(`${[...trail.slice(start), path].join(' → ')} is a cycle of imports`);
    if (done.has(path) || start !== -1) return;
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return found;
}
