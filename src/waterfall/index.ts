export { waterfallHtml, type WaterfallOptions } from './waterfall-html.js';
