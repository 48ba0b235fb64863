// Makes the folder given (served as /lib): Tabler's stylesheet with only the rules our pages use, the fonts' subsets, htmx, our own files.
import { PurgeCSS } from 'purgecss';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const lib = process.argv[2];
rmSync(lib, { recursive: true, force: true });
mkdirSync(`${lib}/fonts`, { recursive: true });

// The browser loads only the files whose range a page's letters fall into.
const ranges = {
  latin: 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
  cyrillic: 'U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116',
  'cyrillic-ext': 'U+0460-048F,U+0492-04AF,U+04B2-052F,U+1C80-1C88,U+20B4,U+2DE0-2DFF,U+A640-A69F,U+FE2E-FE2F',
  armenian: 'U+0308,U+0530-058F,U+2010,U+2024,U+25CC,U+FB13-FB17',
};
let faces = '';
for (const [subset, range] of Object.entries(ranges)) for (const weight of [400, 600]) {
  const family = subset === 'armenian' ? 'noto-sans-armenian' : 'noto-sans';
  const file = `${family}-${subset}-${weight}-normal.woff2`;
  cpSync(`node_modules/@fontsource/${family}/files/${file}`, `${lib}/fonts/${file}`);
  faces += `@font-face{font-family:Noto;font-weight:${weight};font-display:swap;src:url(fonts/${file}) format("woff2");unicode-range:${range}}\n`;
}

const [tabler] = await new PurgeCSS().purge({
  content: ['Pages/**/*.cshtml', 'Pages/**/*.cs', 'Hosting/*.cs'],
  css: ['node_modules/@tabler/core/dist/css/tabler.min.css'],
  safelist: { standard: ['html', 'body', 'is-invalid', 'show', /^badge/, /^bg-/, /^status/] },
  variables: true,
  keyframes: true,
});
// Unicode's byte mark and the source map's comment aren't wanted in the middle of a file.
const css = tabler.css.replace(/^\uFEFF?@charset "UTF-8";/, '').replace(/\/\*# sourceMappingURL.*?\*\//g, '');
writeFileSync(`${lib}/site.css`, `@charset "UTF-8";\n${faces}${css}\n${readFileSync('Assets/site.css', 'utf8')}`);
cpSync('node_modules/htmx.org/dist/htmx.min.js', `${lib}/htmx.min.js`);
cpSync('Assets/site.js', `${lib}/site.js`);
cpSync('Assets/passkeys.js', `${lib}/passkeys.js`);
// The designer's pages: our script and styles around Elsa Studio, with the same fonts.
for (const script of ['studio-notices.js', 'studio-sending.js', 'grantflow-designer.js', 'studio-start.js']) cpSync(`Assets/${script}`, `${lib}/${script}`);
writeFileSync(`${lib}/studio.css`, `@charset "UTF-8";\n${faces}${readFileSync('Assets/studio.css', 'utf8')}`);
