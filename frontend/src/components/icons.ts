// Icons on a 24 x 24 grid, with one stroke width and no fills.
const drawings: Record<string, string> = {
  pothole: '<path d="M4 20 7.5 4M20 20 16.5 4"/><ellipse cx="12" cy="14" rx="4" ry="2.2"/><path d="M12 4v2.5"/>',
  lamp:
    '<path d="M8 21V7a4 4 0 0 1 4-4h3"/><path d="M12.5 7.5 15 3l4.5 3.2Z"/>' +
    '<path d="M17 11v2M20.5 10l1 1.5M13.5 11.5 12.8 13M5.5 21h5"/>',
  bin: '<path d="M5 7h14M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5"/>',
  drop:
    '<path d="M12 3.5s6 6.3 6 10.7a6 6 0 0 1-12 0C6 9.8 12 3.5 12 3.5Z"/>' +
    '<path d="M9.5 14.5a2.7 2.7 0 0 0 2.2 2.7"/>',
  flame:
    '<path d="M12 3c.5 3.5 5.5 5.7 5.5 11a5.5 5.5 0 0 1-11 0c0-2.5 1.3-4 2.3-5 .2 1.8 1 2.7 1.9 3' +
    'C10.3 8.5 10.5 5.5 12 3Z"/>',
  drain: '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 8v8M12 7v10M15.5 8v8"/>',
  snow: '<path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.8 4.5 12 6.5l2.2-2M9.8 19.5l2.2-2 2.2 2"/>',
  tree: '<path d="M12 21v-7M12 3c3.6 0 6 2.6 6 5.8 0 3-2.4 5.2-6 5.2s-6-2.2-6-5.2C6 5.6 8.4 3 12 3ZM8.5 21h7"/>',
  playground: '<path d="M4 20 8 5h8l4 15M10 5v9M14 5v9M9 14h6"/>',
  traffic_light:
    '<rect x="8" y="3" width="8" height="18" rx="3.5"/><circle cx="12" cy="7.5" r="1.4"/>' +
    '<circle cx="12" cy="12" r="1.4"/><circle cx="12" cy="16.5" r="1.4"/>',
  sign: '<path d="M12 3 21 17H3ZM12 17v4M12 8v4.5M12 14.8v.1"/>',
  spray: '<path d="M8 10h6v10.5H8ZM9.5 10V7h3v3M9.5 7V5h2M15.5 5h.1M18 3.8h.1M18 6.5h.1M20.5 5h.1M8 14h6"/>',
  paw:
    '<path d="M12 12.5c2.3 0 4.7 2.4 4.7 4.6 0 1.6-1.2 2.4-2.5 2.4-.9 0-1.4-.5-2.2-.5s-1.3.5-2.2.5' +
    'c-1.3 0-2.5-.8-2.5-2.4 0-2.2 2.4-4.6 4.7-4.6Z"/><ellipse cx="5.5" cy="11.5" rx="1.5" ry="2"/>' +
    '<ellipse cx="9.5" cy="6.5" rx="1.6" ry="2.3"/><ellipse cx="14.5" cy="6.5" rx="1.6" ry="2.3"/>' +
    '<ellipse cx="18.5" cy="11.5" rx="1.5" ry="2"/>',
  share:
    '<circle cx="6" cy="12" r="2.6"/><circle cx="17.5" cy="5.5" r="2.6"/><circle cx="17.5" cy="18.5" r="2.6"/>' +
    '<path d="m8.3 10.7 6.9-3.9M8.3 13.3l6.9 3.9"/>',
  house: '<path d="M4 11.5 12 4l8 7.5M6 10v10h12V10M10 20v-5.5h4V20"/>',
  bus:
    '<rect x="5" y="4" width="14" height="13.5" rx="2.5"/>' +
    '<path d="M5 11.5h14M8 17.5V20M16 17.5V20M8.3 14.5h.1M15.7 14.5h.1"/>',
  dump: '<path d="M3 19.5h18M5 19.5c.8-4 3.2-8 6.5-8 4 0 6.5 4.5 7.5 8M9 8l1.5-3.5L14 6M16 9.5l2-1.5 2 2"/>',
  dots: '<circle cx="6" cy="12" r="1.4"/><circle cx="12" cy="12" r="1.4"/><circle cx="18" cy="12" r="1.4"/>',
  map: '<path d="M9 4 3.5 6.2V20L9 17.8l6 2.2 5.5-2.2V4L15 6.2ZM9 4v13.8M15 6.2V20"/>',
  list: '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1"/>',
  city:
    '<path d="M4 20.5V9l6-3v14.5M10 11h5.5V4.5l4.5 2v14M3 20.5h18M13 14.5h.1M13 17.5h.1M6.8 11.5h.1M6.8 14.5' +
    'h.1M6.8 17.5h.1M17.5 10h.1M17.5 13.5h.1M17.5 17h.1"/>',
  person: '<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20.5c.8-4.2 3.7-6.3 7.5-6.3s6.7 2.1 7.5 6.3"/>',
  bell: '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.7h-15ZM10 20.8h4"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  back: '<path d="M15 5l-7 7 7 7"/>',
  locate: '<circle cx="12" cy="12" r="6"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3"/><circle cx="12" cy="12" r="1.5"/>',
  hexagon: '<path d="m12 3 7.8 4.5v9L12 21l-7.8-4.5v-9Z"/>',
  down: '<path d="m6 9.5 6 6 6-6"/>',
  minus: '<path d="M5 12h14"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.3 2"/>',
  check: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  search: '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
  star: '<path d="m12 3.8 2.5 5.2 5.7.8-4.1 4 1 5.7L12 16.8l-5.1 2.7 1-5.7-4.1-4 5.7-.8Z"/>',
  pin:
    '<path d="M12 3.5c-3.9 0-6.8 3-6.8 6.8C5.2 15.5 12 21 12 21s6.8-5.5 6.8-10.7c0-3.8-2.9-6.8-6.8-6.8Z"/>' +
    '<circle cx="12" cy="10.3" r="2.3"/>',
  eye:
    '<path d="M2.8 12S6 5.8 12 5.8 21.2 12 21.2 12 18 18.2 12 18.2 2.8 12 2.8 12Z"/>' +
    '<circle cx="12" cy="12" r="2.8"/>',
  camera: '<path d="M4 8h3.5L9 5.5h6L16.5 8H20v11H4Z"/><circle cx="12" cy="13" r="3.5"/>',
  picture:
    '<rect x="3.5" y="5" width="17" height="14" rx="2"/><path d="m4 17 5-5 4 4 3-2.5 4 3.5"/>' +
    '<circle cx="15.5" cy="9.5" r="1.3"/>',
  warning: '<path d="M12 4 21 19.5H3ZM12 10v4.5M12 17v.1"/>',
  eyeoff:
    '<path d="M4 4l16 16M9.5 6.2c.8-.3 1.6-.4 2.5-.4 6 0 9.2 6.2 9.2 6.2s-1 2-3 3.7M6 8' +
    'C3.9 9.8 2.8 12 2.8 12S6 18.2 12 18.2c1.3 0 2.5-.3 3.5-.7"/>',
  sound: '<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5ZM15 9a4 4 0 0 1 0 6M17.5 6.5a7.5 7.5 0 0 1 0 11"/>',
  soundoff: '<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5ZM15.5 9.5l5 5M20.5 9.5l-5 5"/>',
  moon: '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z"/>',
  sun:
    '<circle cx="12" cy="12" r="4"/><path d="M12 2.8v2.4M12 18.8v2.4M2.8 12h2.4M18.8 12h2.4M5.5 5.5l1.7 1.7' +
    'M16.8 16.8l1.7 1.7M18.5 5.5l-1.7 1.7M7.2 16.8l-1.7 1.7"/>',
  expand: '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
  shrink: '<path d="M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5"/>',
  screen: '<rect x="3" y="4.5" width="18" height="12" rx="1.5"/><path d="M8.5 20h7M12 16.5V20"/>',
  offline:
    '<path d="M4 4l16 16M8.5 15.5a5 5 0 0 1 7 0M5.5 12a9.5 9.5 0 0 1 4-2.3M14 9.5c1.7.4 3.2 1.3 4.5 2.5M12 19' +
    'h.1"/>',
};

/** Returns the SVG markup of an icon; an unknown name gets the neutral icon. */
export function iconMarkup(name: string): string {
  const strokes = drawings[name] ?? drawings.dots;
  return `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${strokes}</svg>`;
}
