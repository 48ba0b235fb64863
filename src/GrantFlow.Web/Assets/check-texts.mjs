// Stops the build when a text lacks a language, has other placeholders or plural forms than English, is used but nowhere
// written, or is written but nowhere used. Texts looked up by a computed key (states, refusals, facts …) are checked
// against the assemblies by TextsTests.
import { readFileSync, readdirSync, statSync } from 'node:fs';

const computed = /^(state|refusal|fact|role|mailkind|job|zone|lang|region|task|signal|field|stage|workflows\.stage|form|origin|noun|problem|member|date|compared|move|outcome|journal|incident)\./;
const forms = { hy: ['one', 'other'], ky: ['one', 'other'], ru: ['one', 'few', 'many', 'other'], en: ['one', 'other'] };
let faults = 0;
const fault = (file, message) => { faults++; console.error(`${file}(1,1): error GF0001: ${message}`); };

const texts = {};
for (const language of Object.keys(forms)) texts[language] = JSON.parse(readFileSync(`Texts/${language}.json`, 'utf8'));
const places = text => [...new Set(JSON.stringify(text).match(/\{\d+/g) ?? [])].sort().join();
for (const [language, table] of Object.entries(texts)) {
  const file = `Texts/${language}.json`;
  for (const key of Object.keys(texts.en)) if (!(key in table)) fault(file, `the text '${key}' is missing`);
  for (const [key, text] of Object.entries(table)) {
    if (!(key in texts.en)) { fault(file, `the text '${key}' isn't in en.json`); continue; }
    const plural = typeof text === 'object';
    if (plural !== (typeof texts.en[key] === 'object')) fault(file, `the text '${key}' has plural forms in one language only`);
    else if (plural && Object.keys(text).sort().join() !== [...forms[language]].sort().join()) fault(file, `the text '${key}' needs the forms ${forms[language]}`);
    else if (!plural && text.trim() === '') fault(file, `the text '${key}' is empty`);
    if (places(text) !== places(texts.en[key])) fault(file, `the text '${key}' has other placeholders than in en.json`);
  }
}

const files = dir => readdirSync(dir).flatMap(name => {
  if (['obj', 'bin', 'node_modules', 'wwwroot', 'Texts', 'Assets'].includes(name)) return [];
  const path = `${dir}/${name}`;
  return statSync(path).isDirectory() ? files(path) : /\.(cs|cshtml)$/.test(name) ? [path] : [];
});
const sources = files('.').map(path => [path, readFileSync(path, 'utf8')]);
const named = new Set();
for (const [path, source] of sources) {
  for (const m of source.matchAll(/"([a-z][a-z0-9-]*\.[A-Za-z0-9.-]+)"/g)) named.add(m[1]);
  // Acts and what they ask for carry their keys as values.
  for (const m of source.matchAll(/"((?:act|ask)\.[a-z.-]+)"/g)) if (!(m[1] in texts.en)) fault(path, `the text '${m[1]}' isn't written in Texts/en.json`);
  for (const m of source.matchAll(/(?:\b(?:T|texts|this)\[|\bCount\(|\bDone\([^;]*?)"([a-z][a-z0-9-]*\.[A-Za-z0-9.-]+)"/g))
    if (!(m[1] in texts.en)) fault(path, `the text '${m[1]}' isn't written in Texts/en.json`);
}
for (const key of Object.keys(texts.en)) if (!named.has(key) && !computed.test(key)) fault('Texts/en.json', `the text '${key}' is used nowhere`);
process.exit(faults ? 1 : 0);
