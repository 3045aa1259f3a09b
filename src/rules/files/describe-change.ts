import { parse } from 'yaml';
import type { z } from 'zod';
import { digestDocument } from '../digest/document.ts';
import { DIGEST_FILE } from '../digest/parse.ts';
import { digestParts } from '../digest/parts.ts';
import { handOffDocument } from '../handoff/document.ts';
import { HAND_OFF_FILE } from '../handoff/parse.ts';
import { handOffParts } from '../handoff/parts.ts';
import { outcomesDocument } from '../outcomes/document.ts';
import { OUTCOMES_FILE } from '../outcomes/parse.ts';
import { outcomesParts } from '../outcomes/parts.ts';
import { rolesDocument } from '../roles/document.ts';
import { ROLES_FILE } from '../roles/parse.ts';
import { rolesParts } from '../roles/parts.ts';
import { routingDocument } from '../routing/document.ts';
import { ROUTING_FILE } from '../routing/parse.ts';
import { routingParts } from '../routing/parts.ts';
import { QUALIFICATION_FILE, SCORING_FILE } from './parse.ts';
import { named, whole, type Part } from './part.ts';
import { qualificationDocument, type QualificationDocument } from './qualification-document.ts';
import { scoringDocument, type ScoringDocument } from './scoring-document.ts';

/**
 * What changed in a rules file, in plain words; null for other files, and where one of the texts does not stand. Empty
 * when both mean the same.
 */
export function describeRulesChange(file: string, was: string, is: string): readonly string[] | null {
  if (file === SCORING_FILE) return between(scoringDocument, scoringParts, was, is);
  if (file === QUALIFICATION_FILE) return between(qualificationDocument, qualificationParts, was, is);
  if (file === ROUTING_FILE) return between(routingDocument, routingParts, was, is);
  if (file === ROLES_FILE) return between(rolesDocument, rolesParts, was, is);
  if (file === HAND_OFF_FILE) return between(handOffDocument, handOffParts, was, is);
  if (file === DIGEST_FILE) return between(digestDocument, digestParts, was, is);
  if (file === OUTCOMES_FILE) return between(outcomesDocument, outcomesParts, was, is);
  return null;
}

function between<Shape extends z.ZodType>(
  shape: Shape,
  partsOf: (document: z.infer<Shape>) => readonly Part[],
  was: string,
  is: string,
): readonly string[] | null {
  const [before, after] = [read(shape, was), read(shape, is)];
  if (before === null || after === null) return null;
  return describeParts(partsOf(before), partsOf(after));
}

function read<Shape extends z.ZodType>(shape: Shape, text: string): z.infer<Shape> | null {
  try {
    const parsed = shape.safeParse(parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    // What is no YAML is told by its lines, as every other text.
    return null;
  }
}

function describeParts(before: readonly Part[], after: readonly Part[]): readonly string[] {
  const keyOf = ({ kind, name }: Part): string => `${kind} ${name}`;
  const was = new Map(before.map((part) => [keyOf(part), part]));
  const is = new Set(after.map(keyOf));
  const kept = (parts: readonly Part[], others: { has(key: string): boolean }): string =>
    parts
      .map(keyOf)
      .filter((key) => others.has(key))
      .join('\n');
  return [
    ...after.flatMap((part) => {
      const old = was.get(keyOf(part));
      return old === undefined ? [`New ${part.kind}: ${part.name}`] : describePart(old, part);
    }),
    ...before
      .filter((part) => !is.has(keyOf(part)))
      .map(({ kind, name }) => `${kind.charAt(0).toUpperCase()}${kind.slice(1)} removed: ${name}`),
    ...(kept(after, was) === kept(before, is) ? [] : ['The order has changed']),
  ];
}

function describePart(old: Part, part: Part): readonly string[] {
  return [...new Set([...Object.keys(old.says), ...Object.keys(part.says)])].flatMap((key) => {
    const [was, is] = [shown(old.says[key]), shown(part.says[key])];
    return was === is ? [] : [`${part.title ?? part.name} ${sentence(key, is, was)}`];
  });
}

function sentence(key: string, is: string, was: string): string {
  switch (key) {
    case 'points':
      return `now gives ${is} points, was ${was}`;
    case 'cap':
      return `now gives ${is} points at most, was ${was}`;
    case 'begins':
      return `now begins at ${is} points, was ${was}`;
    case 'is':
      return `is now ${is}, was ${was}`;
    default:
      return `has now ${key}: ${is}, was ${was}`;
  }
}

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.join(', ')
    : JSON.stringify(value);
};

function scoringParts(document: ScoringDocument): readonly Part[] {
  const groups = [...document.fit.groups, ...document.engagement.groups];
  const pairs = (rows: object, prefix: string, key: string): readonly Part[] =>
    Object.entries(rows).map(([name, value]) => ({
      name: `${prefix} ${name}`,
      kind: prefix.toLowerCase(),
      says: { [key]: value as unknown },
    }));
  return [
    ...groups.flatMap(({ name, cap, signals }): readonly Part[] => [
      { name, kind: 'group', says: { cap } },
      ...signals.map((signal) => named('signal', { group: name, ...signal })),
    ]),
    ...pairs(document.grades, 'Grade', 'begins'),
    ...pairs(document.levels, 'Level', 'begins'),
    ...Object.entries(document.matrix).flatMap(([grade, row]) =>
      row.map((priority, index) => ({
        name: `${grade}${index + 1}`,
        kind: 'priority',
        says: { is: priority },
      })),
    ),
    ...(document.intents ?? []).map((intent) => named('intent', intent)),
    whole('The file', { activities: document.activities, facts: document.facts }),
  ];
}

function qualificationParts(document: QualificationDocument): readonly Part[] {
  const { stages, recipes, gates = [], moves, paths } = document;
  return [
    ...stages.map((name) => ({ name, kind: 'stage', says: {} })),
    ...recipes.map((recipe) => named('recipe', recipe)),
    ...gates.map((gate) => named('gate', gate)),
    whole('The file', {
      moves,
      paths,
      'new-cycle': document['new-cycle'],
      'complete-with': document['complete-with'],
    }),
  ];
}
