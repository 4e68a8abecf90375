// A page asks nobody else for anything, stores nothing, and has nothing to complain of.

/** Listens to a tab from before it opens its page. */
export async function listen(tab, page) {
  const origin = new URL(page.url).origin;
  const complaints = [];
  const sizes = [];
  tab.on('console', (message) => {
    // The browser reports the status of the page itself here as well; a 404 page has one.
    const own = message.location().url === page.url && page.status !== 200;
    if (['error', 'warning'].includes(message.type()) && !own) complaints.push(`console: ${message.text()}`);
  });
  tab.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  tab.on('request', (request) => {
    const { protocol, origin: other } = new URL(request.url());
    if (protocol !== 'data:' && other !== origin) complaints.push(`asked ${other} for ${request.resourceType()}`);
  });
  tab.on('response', (response) => {
    if (response.status() >= 400 && response.url() !== page.url) {
      complaints.push(`${response.status()} for ${response.url()}`);
    }
  });
  tab.on('requestfinished', (request) => {
    sizes.push(request.sizes().then((size) => ({ kind: request.resourceType(), bytes: size.responseBodySize }), () => undefined));
  });
  await tab.addInitScript(() => {
    globalThis.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) globalThis.layoutShift += shift.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return {
    /** What has been transferred so far, as sent. */
    async transfers() {
      return (await Promise.all(sizes)).filter((size) => size !== undefined);
    },
    /** How far things have moved by themselves. */
    shift: () => tab.evaluate(() => globalThis.layoutShift),
    async judge(context, object) {
      for (const complaint of new Set(complaints)) object('quiet', complaint);
      const { cookies, origins } = await context.storageState();
      if (cookies.length > 0) object('quiet', `set cookies: ${cookies.map(({ name }) => name).join(', ')}`);
      if (origins.length > 0) object('quiet', 'stored something in the browser');
    },
  };
}
