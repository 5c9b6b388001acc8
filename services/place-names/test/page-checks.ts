/**
 * What a page must be for people who see little, hear it read or use the keyboard (WCAG 2.2 AA), as a program for the
 * browser: it answers one line for each fault. Run as text, since it is of the browser's world and not of ours.
 */
export const pageFaults = String.raw`(() => {
  const faults = [];
  const say = (rule, element, more = '') => faults.push(rule + ' ' + more + ' ' + element.outerHTML.slice(0, 120));
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isShown = (element) => element.checkVisibility() && element.getClientRects().length > 0;

  // 1.3.1, 2.4.6: one first heading, no rank left out.
  const ranks = all('h1,h2,h3,h4,h5,h6').map((heading) => Number(heading.tagName[1]));
  if (ranks[0] !== 1 || ranks.filter((rank) => rank === 1).length !== 1) faults.push('headings ' + ranks);
  ranks.forEach((rank, at) => { if (at > 0 && rank > ranks[at - 1] + 1) faults.push('a rank is left out ' + ranks); });
  for (const heading of all('h1,h2,h3')) if (heading.textContent.trim() === '') say('an empty heading', heading);

  // 1.3.1, 2.4.1: everything is in a landmark, and each navigation has a name of its own.
  for (const part of document.body.children)
    if (!['HEADER', 'MAIN', 'FOOTER'].includes(part.tagName) && !part.matches('a.skip')) say('outside the landmarks', part);
  const navigations = all('nav').map((nav) => nav.getAttribute('aria-label') ?? '');
  if (navigations.includes('') || new Set(navigations).size !== navigations.length) faults.push('navigations ' + navigations);
  if (document.querySelector(document.querySelector('a.skip').getAttribute('href')) === null) faults.push('skip leads nowhere');

  // 4.1.2, 2.4.4: names of links and buttons, labels of fields.
  for (const element of all('a,button'))
    if ((element.getAttribute('aria-label') ?? element.textContent).trim() === '') say('without a name', element);
  for (const field of all('input:not([type=hidden])'))
    if (field.labels.length === 0 || field.labels[0].textContent.trim() === '') say('without a label', field);
  for (const element of all('[aria-describedby]'))
    if (document.getElementById(element.getAttribute('aria-describedby')) === null) say('described by nothing', element);
  for (const element of all('[tabindex]')) if (element.tabIndex > 0) say('an order of its own', element);
  const ids = all('[id]').map(({ id }) => id);
  if (new Set(ids).size !== ids.length) faults.push('an id twice ' + ids);

  // 3.1.1, 3.1.2, 2.4.2: languages and the title.
  for (const element of all('[lang]')) {
    try { Intl.getCanonicalLocales(element.lang); } catch { say('no language', element); }
  }
  if (document.title.trim() === '') faults.push('no title');
  const han = /\p{Script=Han}/u;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (walker.currentNode.data.trim() !== '') texts.push(walker.currentNode);
  for (const text of texts) {
    const lang = text.parentElement.closest('[lang]').lang;
    if (!lang.startsWith('zh') && han.test(text.data) && text.parentElement.closest('svg,figcaption') === null)
      say('Chinese that is not marked', text.parentElement);
  }

  // 1.3.1: lists hold items, terms their descriptions.
  for (const list of all('ul,ol')) for (const item of list.children) if (item.tagName !== 'LI') say('no item', item);
  for (const list of all('dl')) {
    const tags = [...list.children].map(({ tagName }) => tagName).join(' ');
    if (!/^(DT DD ?)*$/.test(tags)) say('terms ' + tags, list);
  }

  // 1.4.3, 1.4.11: contrast.
  const colourOf = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { parts: [r, g, b], a };
  };
  const backgroundOf = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      const { parts, a } = colourOf(getComputedStyle(one).backgroundColor);
      if (a === 1) return parts;
    }
    return [255, 255, 255];
  };
  const lightOf = (parts) => {
    const [r, g, b] = parts.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [lightOf(one), lightOf(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  for (const text of texts) {
    const element = text.parentElement;
    if (!isShown(element) || element.closest('svg') !== null) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = contrast(colourOf(style.color).parts, backgroundOf(element));
    if (ratio < (isLarge ? 3 : 4.5)) say('contrast', element, ratio.toFixed(2));
  }
  for (const field of all('input:not([type=hidden])')) {
    if (!isShown(field)) continue;
    const ground = backgroundOf(field);
    const hint = contrast(colourOf(getComputedStyle(field, '::placeholder').color).parts, ground);
    if (hint < 4.5) say('contrast of the placeholder', field, hint.toFixed(2));
    const edge = contrast(colourOf(getComputedStyle(field).borderTopColor).parts, backgroundOf(field.parentElement));
    if (edge < 3) say('contrast of the edge', field, edge.toFixed(2));
  }
  for (const path of all('figure.map path')) {
    const style = getComputedStyle(path);
    const edge = contrast(colourOf(style.stroke).parts, backgroundOf(path.closest('svg')));
    if (edge < 3) say('contrast of an outline', path.parentElement, edge.toFixed(2));
  }
  for (const label of all('figure.map .labels text')) {
    const ink = colourOf(getComputedStyle(label).fill).parts;
    const halo = colourOf(getComputedStyle(label).stroke).parts;
    if (contrast(ink, halo) < 4.5) say('contrast of a label', label);
  }

  // 2.5.8: what is pressed is large enough; a link within a text need not be.
  for (const target of all('button,input:not([type=hidden]),nav ul a')) {
    const { width, height } = target.getBoundingClientRect();
    if (isShown(target) && (height < 24 || width < 24)) say('a small target', target, width + ' × ' + height);
  }
  // 1.4.10: nothing is beside the page.
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the page: ' + document.documentElement.scrollWidth);
  return faults;
})()`;

/** What can be reached by the keyboard, in the order of the page. */
export const reachable = `[...document.querySelectorAll('a[href],button,input:not([type=hidden])')]
  .filter((element) => element.checkVisibility()).map((element) => element.outerHTML.slice(0, 160))`;

/** What has the focus, and whether that is seen. */
export const focusSeen = `(() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const path = element.querySelector('path');
  const isOutlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const isDrawn = path !== null && parseFloat(getComputedStyle(path).strokeWidth) >= 2;
  return { html: element.outerHTML.slice(0, 160), isSeen: isOutlined || isDrawn };
})()`;
