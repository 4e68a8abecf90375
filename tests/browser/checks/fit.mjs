// Nothing is wider than the window: on this one, on the narrowest that WCAG names, and zoomed twice.

const NARROWEST = 320;

export async function check(tab, mode, object) {
  for (const width of [mode.width, NARROWEST, mode.width / 2].filter((width) => width >= NARROWEST)) {
    await tab.setViewportSize({ width: Math.round(width), height: 900 });
    const wide = await tab.evaluate(tooWide);
    if (wide) object('fit', `at ${width} px the page is ${wide.by} px too wide: ${wide.elements}`);
  }
  await tab.setViewportSize({ width: mode.width, height: 900 });
}

function tooWide() {
  const root = document.documentElement;
  const by = root.scrollWidth - root.clientWidth;
  if (by <= 0) return undefined;
  const outside = [...document.body.querySelectorAll('*')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (left < -1 || right > root.clientWidth + 1);
  });
  const name = (element) => element.localName + [...element.classList].map((part) => `.${part}`).join('');
  return { by, elements: outside.slice(0, 4).map(name).join(', ') };
}
