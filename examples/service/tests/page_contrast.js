// Returns the texts of a page whose contrast is below what WCAG 2.2 AA demands. It is the body of a function.
const parse = (text) => (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]) =>
  0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255);
const over = (top, below) => [0, 1, 2].map((n) => top[n] * (top[3] ?? 1) + below[n] * (1 - (top[3] ?? 1)));
const isDark =
  getComputedStyle(document.documentElement).colorScheme.includes("dark") &&
  matchMedia("(prefers-color-scheme: dark)").matches;
const canvas = isDark ? [18, 18, 18] : [255, 255, 255];
const behind = (element) =>
  element ? over(parse(getComputedStyle(element).backgroundColor), behind(element.parentElement)) : canvas;
const hasText = (element) =>
  [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()) ||
  (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && element.type !== "checkbox");

const faults = [];
for (const element of document.querySelectorAll("body *")) {
  if (!hasText(element) || !element.checkVisibility()) continue;
  const background = behind(element);
  const color = over(parse(getComputedStyle(element).color), background);
  const [high, low] = [luminance(color), luminance(background)].sort((a, b) => b - a);
  const ratio = (high + 0.05) / (low + 0.05);
  if (ratio < 4.5) {
    faults.push(`${element.tagName} "${element.textContent.trim().slice(0, 30)}": ${ratio.toFixed(2)}`);
  }
}
return faults;
