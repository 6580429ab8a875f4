/**
 * Headers as in axios: each header is a property, and methods read and change headers by a name in
 * any case.
 */
export class FakeHeaders {
  [name: string]: unknown;

  constructor(...given: (object | undefined)[]) {
    for (const headers of given) for (const [name, value] of Object.entries(headers ?? {})) this.set(name, value);
  }

  get(name: string): unknown {
    return this[keyOf(this, name)];
  }

  has(name: string): boolean {
    return Object.hasOwn(this, keyOf(this, name));
  }

  set(name: string, value: unknown): this {
    if (value !== undefined) this[keyOf(this, name)] = value;
    return this;
  }

  delete(name: string): boolean {
    return this.has(name) && Reflect.deleteProperty(this, keyOf(this, name));
  }

  toJSON(): object {
    return Object.fromEntries(Object.entries(this));
  }
}

/** The name under which a header is stored, or else `name` itself. */
function keyOf(headers: object, name: string): string {
  return Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
}
