import { h } from 'vue';
import { useData, withBase, type Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import './style.css';

/** Pages to try what a page of the guide is about, by its path. */
const DEMOS: Readonly<Record<string, { readonly link: string; readonly text: string }>> = {
  'guide/waterfall.md': { link: '/waterfall/index.html', text: 'Open the waterfall of a run' },
  'guide/index.md': { link: '/playground/index.html', text: 'Open the playground' },
  'guide/limits.md': { link: '/playground/index.html', text: 'Try bounds in the playground' },
  'guide/retry.md': { link: '/playground/index.html', text: 'Try retries in the playground' },
};

/** A link to the demo of this page, if it has one. */
function Demo() {
  const demo = DEMOS[useData().page.value.relativePath];
  return demo && h('nav', { class: 'demo', 'aria-label': 'Try it' }, h('a', { href: withBase(demo.link), target: '_self' }, demo.text));
}

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'doc-before': () => h(Demo) }),
} satisfies Theme;
