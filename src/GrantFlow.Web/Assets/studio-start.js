// Starts Elsa Studio and puts its one element onto the page; a note stands there until something is drawn.
const { page, stop } = window.grantflow;
// Dates as 2026-12-31 00:00:00, which the engine reads and everybody understands the same way: English as it is written in Sweden.
localStorage.BlazorCulture = 'en-SE';

// What shows that there is something to see: a row or its absence, an activity, the pane beside an empty drawing.
const drawn = {
  'elsa-workflow-definition-list': '.mud-table-body tr, .mud-table-empty-row',
  'elsa-workflow-instance-list': '.mud-table-body tr, .mud-table-empty-row',
  'elsa-workflow-definition-editor': 'elsa-activity-wrapper, .x6-graph-svg',
  'elsa-workflow-instance-viewer': 'elsa-activity-wrapper, .x6-graph-svg',
};

const host = document.getElementById('gf-host');
const isDrawn = () => host.querySelector(drawn[page.element]);
const watch = new MutationObserver(() => { if (isDrawn()) unveil(); });
const unveil = () => { watch.disconnect(); clearTimeout(patience); document.getElementById('gf-loading')?.remove(); performance.mark('gf-drawn'); };
// Whatever Studio shows by then is better than a note for ever.
const patience = setTimeout(() => { if (host.querySelector(page.element)?.firstElementChild) unveil(); }, 60000);

Blazor.start().then(async () => {
  performance.mark('gf-started');
  await customElements.whenDefined(page.element);
  const element = document.createElement(page.element);
  element.setAttribute('remote-endpoint', `${location.origin}/elsa/api`);
  if (page.attribute) element.setAttribute(page.attribute, page.value);
  element.editWorkflowDefinition = id => location.assign(`/studio/definitions/${encodeURIComponent(id)}`);
  element.viewWorkflowInstance = id => location.assign(`/studio/instances/${encodeURIComponent(id)}`);
  watch.observe(host, { childList: true, subtree: true });
  host.append(element);
}).catch(stop);

// Studio's own notice that it can't go on is English and tells to reload; ours says the same to the reader.
const notice = document.getElementById('blazor-error-ui');
new MutationObserver(() => { if (notice.style.display === 'block') { notice.style.display = 'none'; stop(); } })
  .observe(notice, { attributes: true, attributeFilter: ['style'] });
