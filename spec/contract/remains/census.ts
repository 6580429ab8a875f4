import { json } from 'node:stream/consumers';
import { getHeapSnapshot } from 'node:v8';

/** The part of a heap snapshot that is read here: the fields of all its nodes in a row, and the strings that they refer to. */
interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]] } };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** How many objects there are of each of these classes, by the name that its constructor has. What is garbage is collected before. */
export async function census(...classes: readonly string[]): Promise<Record<string, number>> {
  const { snapshot, nodes, strings } = (await json(getHeapSnapshot())) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name] = [fields.indexOf('type'), fields.indexOf('name')];
  const object = types[0].indexOf('object');

  const counts = Object.fromEntries(classes.map((each) => [each, 0]));
  for (let node = 0; node < nodes.length; node += fields.length) {
    // A class that refers to itself has another name in a bundle.
    const found = strings[nodes[node + name] as number]?.replace(/^_/, '') ?? '';
    if (nodes[node + type] === object && found in counts) counts[found] = (counts[found] as number) + 1;
  }
  return counts;
}
