"""Finds text that leaves its box, on the page in a browser."""

from playwright.async_api import Page

SIZES = {
    "half a phone": (195, 422),
    "320": (320, 640),
    "360": (360, 740),
    "390": (390, 844),
    "half a desktop": (720, 450),
    "desktop": (1440, 900),
}
"""Widths and heights in CSS pixels. Half of a screen is the screen at 200 % zoom."""
LAID_OUT = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
"""Ends when the page has been laid out for the new size of the window."""

_FAULTS = r"""() => {
  const faults = new Set();
  const wide = document.documentElement.clientWidth;
  const said = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    const named = element.closest("[data-testid], [class]");
    const text = (node.textContent || "").trim().slice(0, 40);
    return `${element.localName} in ${named?.dataset.testid ?? named?.className} "${text}"`;
  };
  // A wall is read from afar, and shows the beginning of what people typed: the rest is a press away.
  const isCutByDots = (element) =>
    element.closest("[data-testid=wall] bdi") !== null && getComputedStyle(element).textOverflow === "ellipsis";
  const isLeftOut = (element) =>
    isCutByDots(element) ||
    element.closest(".leaflet-container, .visually-hidden, .skip, option, script, style") !== null ||
    !element.checkVisibility({ visibilityProperty: true }) || element.getBoundingClientRect().width <= 1;
  const scrolling = document.scrollingElement;
  if (scrolling.scrollWidth > wide) faults.add(`the page is ${scrolling.scrollWidth} px wide`);
  for (const element of document.body.querySelectorAll("*")) {
    if (isLeftOut(element)) continue;
    const style = getComputedStyle(element);
    const isField = ["INPUT", "TEXTAREA", "SELECT", "PROGRESS"].includes(element.tagName);
    const isCut = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
    if (isCut && !isField && style.display !== "inline") {
      faults.add(`scrolls sideways: ${said(element)} ${element.scrollWidth} > ${element.clientWidth}`);
    }
    const isButton = element.matches("button, a.button, summary, .tag, .badge");
    if (isButton && element.scrollHeight > element.clientHeight + 2 && style.display !== "inline") {
      faults.add(`taller than its box: ${said(element)}`);
    }
  }
  // At 200 % zoom a phone has no room for a whole option: its list has it.
  for (const select of wide < 300 ? [] : document.body.querySelectorAll("select")) {
    const chosen = select.selectedOptions[0];
    if (isLeftOut(select) || chosen === undefined || chosen.dir === "auto") continue;
    // As wide as the browser makes it for this option alone.
    const copy = select.cloneNode(false);
    copy.append(chosen.cloneNode(true));
    copy.style.cssText = "position: absolute; width: max-content; min-width: 0; max-width: none";
    select.after(copy);
    const needed = copy.offsetWidth;
    copy.remove();
    if (needed > select.offsetWidth + 1) faults.add(`cut: ${said(select)} ${needed} > ${select.offsetWidth}`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (node.data.trim() === "" || isLeftOut(parent)) continue;
    const isTyped = /[\u0590-\u08FF]/.test(node.data);
    if (isTyped && parent.closest("bdi, [dir=auto]") === null && !node.data.includes("\u2068")) {
      faults.add(`has no direction of its own: ${said(node)}`);
    }
    let box = parent;
    while (box !== null && getComputedStyle(box).display.startsWith("inline") &&
      !box.matches("button, .button, .badge, .tag")) box = box.parentElement;
    const { left, right } = box.getBoundingClientRect();
    // What is aligned at the end leaves its grid at the beginning, over what stands there.
    const around = box.parentElement?.getBoundingClientRect();
    const { position, marginLeft } = getComputedStyle(box);
    const isMoved = position !== "static" || parseFloat(marginLeft) < 0;
    if (!isMoved && around !== undefined && left < around.left - 2) faults.add(`begins before its box: ${said(node)}`);
    const range = document.createRange();
    const isOwn = wide >= 300 && parent.closest("bdi, [dir=auto]") === null;
    if (isOwn && parent.closest("button, .button, .tag, .badge, th, h1, h2, h3, nav, summary") !== null) {
      for (const { 0: word, index } of node.data.matchAll(/[\p{L}]{3,}/gu)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) faults.add(`breaks the word ${word}: ${said(node)}`);
      }
    }
    range.selectNodeContents(node);
    for (const part of range.getClientRects()) {
      if (part.width < 1) continue;
      if (part.right > wide + 1 || part.left < -1) faults.add(`outside the window: ${said(node)}`);
      else if (part.right > right + 2 || part.left < left - 2) faults.add(`out of its box: ${said(node)}`);
    }
  }
  return [...faults];
}"""


async def faults_on(page: Page) -> list[str]:
    """Return what is wider than the window or than its box, and what turns the text around it."""
    found: list[str] = await page.evaluate(_FAULTS)
    return found
