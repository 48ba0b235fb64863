// Passkeys need scripts: without them, or in a browser that knows none, their forms stay hidden and everything else works.
const known = window.PublicKeyCredential?.parseRequestOptionsFromJSON;
for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!known) continue;
  form.hidden = false;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    try {
      const asked = await fetch(form.dataset.options, { method: 'POST', body: new FormData(form), credentials: 'same-origin' });
      if (!asked.ok) throw new Error(asked.status);
      const options = await asked.json();
      const credential = form.dataset.passkey === 'new'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.credential.value = JSON.stringify(credential.toJSON());
    } catch {
      // Cancelled by the person, or refused by the device: the page says so in its own words.
      form.elements.credential.value = '';
    }
    form.submit();
  });
}
