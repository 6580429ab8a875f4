import { Converter, ReflectionKind } from 'typedoc';

/** Names each module as users import it, and finds what a comment links to in another entry. */
export function load({ converter }) {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      const entry = module.name.replace(/(^|\/)index$/, '');
      module.name = entry === '' ? 'rxjs-stages' : `rxjs-stages/${entry}`;
    }
  });
  converter.addUnknownSymbolResolver(({ symbolReference }, { project }, link) => {
    if (link === undefined) return undefined;
    const names = symbolReference.path.map(({ path }) => path);
    const target = project.children.map((module) => module.getChildByName(names)).find((found) => found !== undefined);
    return target && { target };
  });
}
