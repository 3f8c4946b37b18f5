// The page: a picture that answers to pointer, keyboard, switches and sliders. PAGE says what is
// drawn: its functions hold values[order](x, p) and sides[order](x, p), for parameters p.

const SVG = "http://www.w3.org/2000/svg";
const primes = order => ["", "′", "″", "‴"][order] ?? ` (${order})`;
const MINUS = "−";
const STEPS = 200; // of the arrow keys from one end to the other
const BELOW = 46, ABOVE = 10, RIGHT = 14, GAP = 16; // pixels around the panel, and to the labels
const NARROW = 560; // pixels below which the labels stand under the picture
const BESIDE = 16; // labels that there is room for beside it

const byId = id => document.getElementById(id);
const functions = PAGE.functions, curves = PAGE.curves;
let [LOW, HIGH] = PAGE.x;
const several = curves.length > 1;
let at = PAGE.start, frame = null;

function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "line", "circle", "text", "clipPath", "rect"].includes(tag);
  const made = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// ---------------------------------------------------------------- words

// At most so many significant digits, with a true minus sign.
function words(value, digits = 6) {
  if (Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return (value < 0 ? MINUS : "") + "∞";
  const rounded = Number(value.toPrecision(digits)), size = Math.abs(rounded);
  const plain = size === 0 || (size >= 1e-4 && size < 1e6);
  const text = plain ? String(rounded + 0) : rounded.toExponential().replace("e+", "e");
  return text.replaceAll("-", MINUS);
}

// What a function is called with the parameters it has now.
function caption(f) {
  if (f.fixed || f.p.every((value, i) => value === f.parameters[i].value)) return f.label;
  const told = (known, i) => `${f.parameters[i].sign} = ${words(known, 4)}`;
  if (f.swept.length) return f.swept.map(i => told(f.p[i], i)).join(", ");
  const changed = f.p.map((value, i) => value === f.parameters[i].default ? "" : told(value, i));
  return changed.some(Boolean) ? `${f.name} (${changed.filter(Boolean).join(", ")})` : f.name;
}

const value = (f, order, x) => f.values[order](x, f.p);

// A slope, and at a kink the slopes on both sides.
function slopes(f, order, x) {
  const here = value(f, order, x), beside = 1e-9 * (HIGH - LOW);
  const [left, right] = [x - beside, x + beside];
  const sides = [left, right].map(near => value(f, order, near));
  const jumps = sides.every(Number.isFinite)
    && Math.abs(sides[0] - sides[1]) > 1e-5 * (1 + Math.abs(sides[0]))
    && !same(f.sides[order](left, f.p), f.sides[order](right, f.p));
  return [words(here, f.digits), jumps ? ` (left ${words(sides[0])}, right ${words(sides[1])})` : ""];
}

// ---------------------------------------------------------------- the picture

// About so many round numbers between two ends, and their words with as many decimals each.
function ticks(low, high, count) {
  const rough = (high - low) / Math.max(count, 2), decade = 10 ** Math.floor(Math.log10(rough));
  const ladder = [1, 0.1].flatMap(d => [10, 5, 2, 1].map(s => s * d * decade));
  const far = step => Math.abs(Math.log(step / rough));
  const best = ladder.reduce((a, b) => far(b) < far(a) ? b : a);
  const enough = ladder.slice(ladder.indexOf(best)).find(step =>
    Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) >= 2) ?? best;
  const digits = Math.max(0, -Math.floor(Math.log10(enough) + 1e-9));
  const found = [];
  for (let i = Math.ceil(low / enough - 1e-9); i <= Math.floor(high / enough + 1e-9); i++) {
    const place = i * enough, size = Math.abs(place);
    const text = digits > 4 || size >= 1e6 ? words(place, 3) : place.toFixed(Math.min(digits, 20));
    found.push([place, Number(text) === 0 ? (0).toFixed(Math.min(digits, 4)) : text.replace("-", MINUS)]);
  }
  return found;
}

const ranged = () => LOW !== PAGE.x[0] || HIGH !== PAGE.x[1];
const moved = f => f.p.some((known, i) => known !== f.parameters[i].value);

// The range of y: that of the start; where sliders have moved, also what the middle half shows,
// and what lies a little beyond that.
function heights() {
  if (ranged()) return anew();
  const [bottom, top] = PAGE.y, height = top - bottom;
  let [low, high] = PAGE.y;
  const others = curves.filter(curve => curve.on && moved(functions[curve.of]));
  const places = [...Array(201).keys()].map(i => LOW + (HIGH - LOW) * i / 200);
  const values = from => others.flatMap(curve =>
    from.map(x => value(functions[curve.of], curve.order, x)).filter(Number.isFinite));
  const take = found => {
    for (const y of found) {
      low = Math.min(low, Math.max(y - 0.06 * height, bottom - 3 * height));
      high = Math.max(high, Math.min(y + 0.06 * height, top + 3 * height));
    }
  };
  take(values(places.slice(50, 151)));
  const reach = 0.3 * (high - low), [least, most] = [low - reach, high + reach];
  take(values(places).filter(y => y > least && y < most));
  return [low, high];
}

const pixelX = x => frame.left + (x - LOW) / (HIGH - LOW) * frame.width;
const pixelY = y => {
  const exact = frame.top + (frame.y[1] - y) / (frame.y[1] - frame.y[0]) * frame.height;
  return Math.min(Math.max(exact, -1e5), 1e5); // far outside anyway
};
const round2 = pixels => Math.round(pixels * 100) / 100;
const line = (name, x1, y1, x2, y2) => make("line", { class: name, x1, y1, x2, y2 });

function draw() {
  const box = byId("figure"), narrow = box.clientWidth < NARROW || curves.length > BESIDE;
  box.classList.toggle("narrow", narrow);
  const beside = several && !narrow ? labelWidth() + GAP : RIGHT;
  byId("labels").style.width = beside > RIGHT ? `${beside - GAP}px` : "";
  const y = heights(), whole = Math.min(Math.max(0.56 * box.clientWidth, 260), 470);
  const inner = whole - ABOVE - BELOW, rows = ticks(...y, inner / 62);
  const left = 12 + 7.6 * Math.max(...rows.map(([, text]) => text.length));
  frame = { left, top: ABOVE, width: box.clientWidth - beside - left, height: inner, y };
  const bottom = ABOVE + inner, right = left + frame.width;
  const clip = make("clipPath", { id: "panel" });
  clip.append(make("rect", { x: left, y: ABOVE, width: frame.width, height: inner }));
  const back = make("g"), front = make("g", { "clip-path": "url(#panel)" }), ends = make("g");
  for (const [x, text] of ticks(LOW, HIGH, frame.width / 80)) {
    back.append(line(x === 0 ? "zero" : "grid", pixelX(x), ABOVE, pixelX(x), bottom));
    const place = { class: "tick", x: pixelX(x), y: bottom + 18, "text-anchor": "middle" };
    back.append(make("text", place, text));
  }
  for (const [at, text] of rows) {
    back.append(line(at === 0 ? "zero" : "grid", left, pixelY(at), right, pixelY(at)));
    const place = { class: "tick", x: left - 8, y: pixelY(at) + 4.5, "text-anchor": "end" };
    back.append(make("text", place, text));
  }
  const middle = { class: "tick", x: left + frame.width / 2, y: bottom + 38, "text-anchor": "middle" };
  back.append(make("text", { ...middle, "font-style": "italic" }, PAGE.letter));
  if (!functions.some(moved) && !ranged()) {
    for (const [slope, offset, from, to] of PAGE.guides) {
      const heights = [from, to].map(x => pixelY(slope * x + offset));
      front.append(line("guide", pixelX(from), heights[0], pixelX(to), heights[1]));
    }
  }
  for (const curve of curves.filter(known => known.on)) drawCurve(curve, front, ends);
  const cross = make("g", { id: "cross", "clip-path": "url(#panel)" });
  const svg = make("svg", { width: box.clientWidth - (narrow ? 0 : beside - RIGHT), height: whole });
  svg.setAttribute("aria-hidden", "true");
  svg.append(clip, back, front, ends, make("g", { id: "leaders" }), cross);
  byId("plot").replaceChildren(svg);
  // What gets the focus below is not scrolled under the picture, which stays in sight.
  document.documentElement.style.scrollPaddingTop = `${box.offsetHeight + 40}px`;
  placeLabels(narrow);
  read();
}

function drawCurve(curve, front, ends) {
  const f = functions[curve.of];
  const sides = x => f.sides[curve.order](x, f.p);
  const found = trace(x => value(f, curve.order, x), sides, [LOW, HIGH], frame.y, frame.height);
  const point = ([x, y]) => `${round2(pixelX(x))} ${round2(pixelY(y))}`;
  const path = found.stretches.map(stretch => "M" + stretch.map(point)
    .filter((pixels, i, all) => pixels !== all[i - 1]).join("L")).join("");
  const shown = make("path", { class: `curve c${curve.hue}`, d: path });
  if (curve.dash.length) shown.setAttribute("stroke-dasharray", curve.dash.join(" "));
  front.append(shown);
  for (const { x, y, closed } of found.dots.filter(dot => inside(dot.y))) {
    const name = `dot c${curve.hue}${closed ? " closed" : ""}`;
    ends.append(make("circle", { class: name, cx: pixelX(x), cy: pixelY(y), r: 4 }));
  }
  const turns = extrema(x => value(f, curve.order, x), found.stretches);
  for (const { x, y, above } of turns.filter(turn => inside(turn.y))) {
    const text = `${above ? "max" : "min"} ${words(y, 4)} at ${PAGE.letter} = ${words(x, 4)}`;
    const name = `extremum c${curve.hue}`;
    const mark = make("circle", { class: name, cx: pixelX(x), cy: pixelY(y), r: 3.2 });
    mark.append(svgTitle(`${caption(f)}${primes(curve.order)}: ${text}`));
    ends.append(mark);
    if (curves.filter(known => known.on).length > 1) continue;
    // Within the panel: above a maximum, below a minimum, as far from the borders as it takes.
    const half = 3.6 * text.length, right = frame.left + frame.width;
    const place = Math.min(Math.max(pixelX(x), frame.left + half), right - half);
    const up = pixelY(y) + (above ? -9 : 19);
    const high = Math.min(Math.max(up, frame.top + 12), frame.top + frame.height - 4);
    ends.append(make("text", { class: "tick note", x: place, y: high, "text-anchor": "middle" }, text));
  }
}

function svgTitle(text) {
  const made = document.createElementNS(SVG, "title");
  made.append(text);
  return made;
}

const inside = y => y >= frame.y[0] && y <= frame.y[1];

const labelWidth = () =>
  Math.ceil(Math.max(...curves.map(curve => curve.switch.getBoundingClientRect().width)));

// Each label at the height where its curve meets the right border, as far as there is room.
function placeLabels(narrow) {
  const step = 22, low = frame.top, high = frame.top + frame.height;
  const wanted = curves.map((curve, index) => {
    const f = functions[curve.of], end = value(f, curve.order, HIGH);
    const before = value(f, curve.order, LOW + 0.8 * (HIGH - LOW)); // tells apart what meets there
    const y = Number.isFinite(end) ? Math.min(Math.max(pixelY(end), low), high) : low;
    return { curve, index, y, end, before: Number.isFinite(before) ? -before : 0 };
  });
  wanted.sort((a, b) => Math.abs(a.y - b.y) > 1 ? a.y - b.y : a.before - b.before || a.index - b.index);
  const places = wanted.map(item => item.y);
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i], places[i - 1] + step);
  for (let i = places.length - 1, most = high; i >= 0; i--, most -= step) {
    places[i] = Math.min(places[i], most);
  }
  wanted.forEach(({ curve, end }, i) => {
    curve.switch.style.top = narrow ? "" : `${places[i] - step / 2}px`;
    const led = curve.on && several && !narrow && inside(end) && Math.abs(places[i] - pixelY(end)) > 2;
    if (!led) return;
    const right = frame.left + frame.width;
    const leader = line(`leader c${curve.hue}`, right + 2, pixelY(end), right + GAP - 1, places[i]);
    byId("leaders").append(leader);
  });
}

// ---------------------------------------------------------------- the reading

function read() {
  const cross = [line("cross", pixelX(at), frame.top, pixelX(at), frame.top + frame.height)];
  for (const curve of curves.filter(known => known.on)) {
    const y = value(functions[curve.of], curve.order, at);
    if (!Number.isFinite(y) || !inside(y)) continue;
    const place = { class: `reading c${curve.hue}`, cx: pixelX(at), cy: pixelY(y), r: 4.5 };
    cross.push(make("circle", place));
  }
  byId("cross").replaceChildren(...cross);
  const told = [`${PAGE.letter} = ${words(at)}`];
  for (const f of functions) {
    const shown = curves.some(curve => functions[curve.of] === f && curve.on);
    f.row.hidden = !shown;
    f.cells.forEach((cell, order) => {
      const [here, beside] = order ? slopes(f, order, at) : [words(value(f, 0, at), f.digits), ""];
      cell.replaceChildren(here, ...(beside ? [make("small", {}, beside)] : []));
    });
    const [height, slope] = f.cells.map(cell => cell.textContent);
    if (shown) told.push(`${caption(f)}: ${height}, slope ${slope}`);
  }
  byId("plot").setAttribute("aria-valuenow", at);
  byId("plot").setAttribute("aria-valuetext", told.join("; "));
  if (document.activeElement !== byId("x")) byId("x").value = at;
}

function moveTo(x) {
  at = Math.min(Math.max(x, LOW), HIGH);
  read();
}

// A round number as near to x as a pixel tells.
function rounded(x, step) {
  const decade = 10 ** Math.floor(Math.log10(step));
  return Number((Math.round(x / decade) * decade).toPrecision(12));
}

function listen() {
  const plot = byId("plot");
  const point = event => {
    const place = event.clientX - plot.getBoundingClientRect().left - frame.left;
    const unit = (HIGH - LOW) / frame.width;
    moveTo(rounded(LOW + place * unit, unit));
  };
  plot.addEventListener("pointermove", point);
  plot.addEventListener("pointerdown", point);
  const step = () => rounded((HIGH - LOW) / STEPS, (HIGH - LOW) / STEPS);
  const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
  plot.addEventListener("keydown", event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in by) moveTo(rounded(Math.round(at / step() + by[event.key]) * step(), step()));
    else if (event.key === "Home") moveTo(LOW);
    else if (event.key === "End") moveTo(HIGH);
    else return;
    event.preventDefault();
  });
  const told = (input, reason) => {
    byId("wrong").textContent = reason;
    input.setAttribute("aria-invalid", Boolean(reason));
  };
  byId("x").addEventListener("input", () => {
    const typed = byId("x").valueAsNumber;
    if (!Number.isFinite(typed)) return told(byId("x"), "a number is needed");
    const outside = typed < LOW || typed > HIGH;
    told(byId("x"), outside ? `${words(typed)} lies outside of the picture, which is drawn from `
      + `${words(LOW)} to ${words(HIGH)}; change the range` : "");
    if (!outside) moveTo(typed);
  });
  byId("x").addEventListener("blur", () => {
    told(byId("x"), "");
    byId("x").value = at;
  });
  for (const name of ["low", "high"]) byId(name).addEventListener("change", () => {
    const [low, high] = [byId("low").valueAsNumber, byId("high").valueAsNumber];
    const known = PAGE.known ?? [-1e6, 1e6];
    const reason = !Number.isFinite(low) || !Number.isFinite(high) ? "a number is needed"
      : low >= high ? "the low end of the range comes first"
      : low < known[0] || high > known[1]
        ? `nothing is known beyond ${words(known[0])} to ${words(known[1])}` : "";
    told(byId(name), reason);
    if (!reason) reach(low, high);
  });
}

// Another range of x.
function reach(low, high) {
  [LOW, HIGH] = [low, high];
  at = Math.min(Math.max(at, LOW), HIGH);
  for (const [name, end] of [["low", LOW], ["high", HIGH]]) {
    byId(name).value = end;
    byId(name).setAttribute("aria-invalid", false);
  }
  byId("plot").setAttribute("aria-valuemin", LOW);
  byId("plot").setAttribute("aria-valuemax", HIGH);
  rename();
  draw();
}

// ---------------------------------------------------------------- switches and sliders

function sample(curve) {
  const drawn = make("line", { class: `curve c${curve.hue}`, x1: 0, y1: 5, x2: 22, y2: 5 });
  if (curve.dash.length) drawn.setAttribute("stroke-dasharray", curve.dash.join(" "));
  const svg = make("svg", { width: 22, height: 10, "aria-hidden": "true" });
  svg.append(drawn);
  return svg;
}

function addSwitch(curve) {
  curve.on = true;
  const box = make("input", { type: "checkbox" });
  box.checked = true;
  curve.words = make("span");
  curve.switch = make("label", { class: `switch c${curve.hue}` }, box, sample(curve), curve.words,
    make("b", {}, primes(curve.order)));
  box.addEventListener("change", () => {
    curve.on = box.checked;
    curve.switch.classList.toggle("off", !curve.on);
    draw();
  });
  if (several) byId("labels").append(curve.switch);
}

function addFunction(f, index) {
  const first = curves.find(curve => curve.of === index);
  f.p = f.parameters.map(parameter => parameter.value);
  f.named = [make("span"), make("span")];
  f.cells = f.values.map(() => make("td"));
  const head = make("th", { scope: "row" }, sample(first), " ", f.named[0]);
  f.row = make("tr", { class: `c${first.hue}` }, head, ...f.cells);
  byId("values").append(f.row);
  if (!f.parameters.length && !f.formula) return;
  const group = make("fieldset", { class: `c${first.hue}` }, make("legend", {}, f.named[1]));
  if (f.formula) group.append(make("p", { class: "formula" }, f.formula));
  f.parameters.forEach((parameter, i) => group.append(slider(f, index, parameter, i)));
  byId("functions").append(group);
}

function rename() {
  for (const curve of curves) {
    const known = curve.words.textContent = caption(functions[curve.of]);
    curve.switch.title = known + primes(curve.order);
  }
  for (const f of functions) for (const place of f.named) place.textContent = caption(f);
  byId("reset").hidden = !functions.some(moved) && !ranged();
}

function start() {
  const head = ["", ...functions[0].values.map((_, order) => `f${primes(order)}(${PAGE.letter})`)];
  const cells = head.map(text => make(text ? "th" : "td", text ? { scope: "col" } : {}, text));
  byId("columns").append(...cells);
  curves.forEach(addSwitch);
  functions.forEach(addFunction);
  byId("reset").addEventListener("click", () => {
    for (const f of functions) {
      f.p = f.parameters.map(parameter => parameter.value);
      f.parameters.forEach(parameter => parameter.show());
    }
    reach(...PAGE.x);
    byId("plot").focus();
  });
  [byId("low").value, byId("high").value] = PAGE.x;
  rename();
  listen();
  let width = 0;
  new ResizeObserver(() => {
    if (byId("figure").clientWidth !== width) draw();
    width = byId("figure").clientWidth;
  }).observe(byId("figure"));
  draw();
}

start();
