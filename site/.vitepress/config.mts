import { fileURLToPath } from 'node:url';
import { defineConfig, type DefaultTheme, type UserConfig } from 'vitepress';
import { linkPages, repository } from './links.mts';
import { EXCLUDED, pageOf, ROOT } from './pages.mts';
import { sidebars } from './sidebar.mts';

const nav: DefaultTheme.NavItem[] = [
  { text: 'Guide', link: '/guide/', activeMatch: '^/guide/' },
  { text: 'Semantics', link: '/semantics' },
  { text: 'API', link: '/api/', activeMatch: '^/api/' },
  // A page of its own, which the site's router does not know.
  { text: 'Playground', link: '/playground/index.html', target: '_self' },
];

/** Two bars of a run, one after the other's begin. */
const ICON = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
  '<rect x="2" y="6" width="18" height="8" rx="2" fill="#848d97"/><rect x="12" y="18" width="18" height="8" rx="2" fill="#2f81f7"/>',
  '</svg>',
].join('');

export default defineConfig({
  title: 'rxjs-stages',
  description: 'Multi-stage request fan-out for RxJS, in completion order',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  srcDir: ROOT,
  srcExclude: EXCLUDED,
  rewrites: pageOf,
  outDir: '../dist-site',
  cacheDir: '../.cache/site',
  ignoreDeadLinks: false,
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify },
    config: linkPages,
  },
  vite: {
    publicDir: `${ROOT}/site/public`,
    build: { chunkSizeWarningLimit: 4_000 },
    plugins: [findVue()],
  },
  themeConfig: {
    nav,
    sidebar: sidebars(),
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        // The home page is a part of the next one.
        _render: (text, env, markdown) => (env.path.endsWith('home.md') ? '' : markdown.render(text, env)),
        // The button's name is its text, with the keys.
        translations: { button: { buttonText: 'Search', buttonAriaLabel: '' } },
        miniSearch: { searchOptions: { boostDocument: (id: string) => (/^.(guide|semantics)/.test(id) ? 2 : 1) } },
      },
    },
    externalLinkIcon: true,
    ...(repository !== undefined && { socialLinks: [{ icon: 'github', link: repository }] }),
  },
});

/** The anchor of a heading, as GitHub makes it: links within the documentation work there and here. */
function slugify(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** Pages are modules that import vue, and most are outside of this folder: finds it for them. */
function findVue(): NonNullable<NonNullable<UserConfig['vite']>['plugins']>[number] {
  return {
    name: 'find-vue',
    enforce: 'pre',
    config: ({ optimizeDeps }) => {
      // VitePress names packages to bundle for `docs:dev`, where they are looked for outside of this folder as well.
      if (optimizeDeps !== undefined) optimizeDeps.include = [];
    },
    resolveId(id, importer, options) {
      const isFarAway = /^vue(\/|$)/.test(id) && importer?.endsWith('.md') === true;
      return isFarAway ? this.resolve(id, fileURLToPath(import.meta.url), options) : undefined;
    },
  };
}
