/* Kaifong's own script: comfort only. Every page works without it.
 * Strict content security policy: no eval, no inline handlers, no styles set from here. */
(() => {
  'use strict';

  /* "/" goes to the search box; Escape closes an open menu. */
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof Element &&
      event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box = document.getElementById('q');
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    }
    if (event.key === 'Escape')
      for (const menu of document.querySelectorAll('details.menu[open]')) {
        menu.open = false;
        menu.querySelector('summary').focus();
      }
  });

  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]'))
      if (!menu.contains(event.target))
        menu.open = false;
    const copy = event.target.closest && event.target.closest('[data-copy]');
    if (copy && navigator.clipboard)
      navigator.clipboard.writeText(copy.dataset.copy).then(() => copy.classList.add('copied'));
    const print = event.target.closest && event.target.closest('[data-print]');
    if (print)
      window.print();
  });

  /* The toast leaves by itself, unless somebody is reading it with the pointer or the keyboard. */
  const toast = document.getElementById('toast');
  if (toast) {
    const leave = () => {
      if (toast.matches(':hover') || toast.contains(document.activeElement))
        setTimeout(leave, 3000);
      else
        toast.hidden = true;
    };
    setTimeout(leave, 8000);
  }

  /* Something typed and not sent: ask before it is lost. A form that came back with mistakes counts. */
  const dirty = new Set();
  document.addEventListener('input', (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute('data-guard'))
      dirty.add(form);
  });
  document.addEventListener('submit', (event) => {
    dirty.delete(event.target);
    /* A second press sends nothing twice. */
    const button = event.submitter;
    if (button && event.target.method === 'post') {
      if (button.getAttribute('aria-disabled') === 'true') {
        event.preventDefault();
        return;
      }
      button.setAttribute('aria-disabled', 'true');
      setTimeout(() => button.removeAttribute('aria-disabled'), 5000);
    }
  });
  window.addEventListener('beforeunload', (event) => {
    if ([...dirty].some((form) => form.isConnected))
      event.preventDefault();
  });

  /* After a refusal the first field that is wrong has the focus. */
  const wrong = document.querySelector('[aria-invalid="true"]');
  if (wrong)
    wrong.focus();

  /* Long work: an element with data-poll="/jobs/7" is fetched again every second and replaced, until
   * the answer no longer asks for it. Slows down while nothing changes and when the page is hidden. */
  const poll = (element, wait) => {
    setTimeout(async () => {
      if (!element.isConnected)
        return;
      if (document.hidden)
        return poll(element, 2000);
      try {
        const reply = await fetch(element.dataset.poll, {
          headers: { Accept: 'text/html' }, credentials: 'same-origin' });
        const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
        const fresh = element.id && page.getElementById(element.id);
        if (!fresh)
          return location.reload();
        const same = fresh.innerHTML === element.innerHTML;
        element.replaceWith(fresh);
        if (fresh.dataset.poll)
          poll(fresh, same ? Math.min(wait * 1.5, 5000) : 1000);
        else if (fresh.dataset.done)
          location.assign(fresh.dataset.done);
      } catch (error) {
        poll(element, Math.min(wait * 2, 10000));
      }
    }, wait);
  };
  for (const element of document.querySelectorAll('[data-poll]'))
    poll(element, 1000);

  /* A filter is sent as soon as a choice is made. */
  document.addEventListener('change', (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute('data-live') && event.target.matches('select, input[type=radio], input[type=checkbox]'))
      form.requestSubmit();
  });
})();
