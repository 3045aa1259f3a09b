import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { objectBody, saveOptions, type Call } from './call.ts';
import { notFound } from './reply.ts';

interface Node {
  readonly attributes?: { readonly type?: string; readonly referenceId?: string };
  readonly [field: string]: unknown;
}

interface Outcome {
  readonly referenceId: string;
  readonly id?: string;
  readonly errors?: readonly unknown[];
}

/** `POST /composite/tree/<type>`: records with their children nested under relationship names, all or none. */
export function tree(call: Call, type: string): SimReply {
  const object = call.org.describe(type);
  if (!object) return notFound();
  const { records } = objectBody(call);
  const options = saveOptions(call);
  const outcomes: Outcome[] = [];

  function save(typeName: string, node: Node, parent: Readonly<Record<string, string>>): void {
    const children = call.org.describe(typeName)?.childRelationships ?? [];
    const nested: { readonly type: string; readonly field: string; readonly nodes: readonly Node[] }[] = [];
    const own: Record<string, unknown> = { ...parent };
    for (const [name, value] of Object.entries(node)) {
      const child = children.find((each) => each.relationshipName?.toLowerCase() === name.toLowerCase());
      const nodes = (value as { readonly records?: readonly Node[] } | null)?.records;
      if (child && nodes) nested.push({ type: child.childSObject, field: child.field, nodes });
      else own[name] = value;
    }
    const referenceId = node.attributes?.referenceId ?? '';
    const result = call.org.insert(typeName, own, options);
    if (!result.success) {
      outcomes.push({ referenceId, errors: result.errors });
      return;
    }
    outcomes.push({ referenceId, id: result.id });
    for (const { type: childType, field, nodes } of nested) {
      for (const each of nodes) save(childType, each, { [field]: result.id });
    }
  }

  return call.org.transaction((rollback) => {
    for (const node of Array.isArray(records) ? (records as readonly Node[]) : [])
      save(object.name, node, {});
    const failed = outcomes.filter((outcome) => outcome.errors !== undefined);
    if (failed.length === 0) return { status: 201, body: { hasErrors: false, results: outcomes } };
    rollback();
    return { status: 400, body: { hasErrors: true, results: failed } };
  });
}
