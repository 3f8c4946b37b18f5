// A slider and a field for each parameter: what is typed is taken, or refused with the reason.

function slider(f, index, parameter, i) {
  const id = `p${index}-${i}`, { low, high, step, sign, meaning } = parameter;
  const range = make("input", { type: "range", id, min: low, max: high, step });
  const number = make("input", { type: "number", step: parameter.whole ? 1 : "any" });
  const wrong = make("span", { class: "wrong", role: "alert" });
  for (const input of [range, number]) {
    input.setAttribute("aria-label", `${sign} of ${f.name}${meaning ? ", " + meaning : ""}`);
  }
  parameter.show = () => {
    range.value = f.p[i];
    number.value = Number(f.p[i].toPrecision(9));
    number.setAttribute("aria-invalid", false);
    wrong.textContent = "";
  };
  // The reason why a value will not do, or nothing.
  const refused = tried => {
    if (!Number.isFinite(tried)) return "a number is needed";
    if (parameter.whole && !Number.isInteger(tried)) return "a whole number is needed";
    const all = f.p.map((known, at) => at === i ? tried : known);
    return (f.domain.find(([, holds]) => !holds(0, all)) ?? [""])[0];
  };
  const change = (tried, typed) => {
    const reason = refused(tried);
    if (!reason) {
      f.p[i] = tried;
      rename();
      draw();
    }
    if (!typed || !reason) {
      const text = number.value;
      parameter.show();
      if (typed) number.value = text; // what is being typed stays as it is
    }
    number.setAttribute("aria-invalid", Boolean(reason));
    wrong.textContent = reason && `${reason}; still ${words(f.p[i])}`;
  };
  range.addEventListener("input", () => change(range.valueAsNumber, false));
  number.addEventListener("input", () => change(number.valueAsNumber, true));
  number.addEventListener("blur", parameter.show);
  parameter.show();
  const row = make("div", { class: "parameter" }, make("label", { for: id }, sign), range, number);
  if (meaning) row.append(make("span", { class: "quiet" }, meaning));
  row.append(wrong);
  return row;
}
