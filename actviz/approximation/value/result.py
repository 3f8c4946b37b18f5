"""An approximation as a value: what is in ``approx.json``, and what it computes.

The object has these keys; what does not apply is null, and infinities are ``"inf"``, ``"-inf"``:

``function``, ``order``
    A spec, such as ``elu:alpha=0.5``, and which derivative of it is approximated.
``kind``
    ``pieces``, ``polynomial``, ``rational`` or ``table``; the key of that name is set
    (``rational``: ``numerator`` and ``denominator``), the others are null.
``range``
    ``[low, high]``; both ends belong to it. Infinite ends: the outer pieces go on for ever.
``outside``, ``ends``
    ``clamp``: x is clamped to the range first, and ``ends`` is null. ``limit``, ``asymptote``:
    ``ends`` is ``[left, right]``, the polynomials (lowest coefficient first, one or two of them)
    for x < low and for x > high. Null: nothing is outside, or (``outside`` null and a finite
    range) nothing is said of it, and it computes what ``clamp`` does.
``fold``
    Null, or ``{part, line}``: ``f = line[0] + line[1]*x + g(|x|)`` for the part ``even`` and
    ``line[0] + line[1]*x + sign(x)*g(|x|)`` for ``odd``, where sign(0) is 1. Everything else,
    ``range`` and ``ends`` too, is then of g, and ``range[0]`` is 0.
``pieces``
    ``[{low, high, coefficients}]``, half-open ``[low, high)`` and without gaps from one end of
    the range to the other; the last takes its upper end too, and may be that number alone.
    Coefficients are those of powers of x itself, lowest first.
``table``
    ``{start, step, values, interpolate}``: value i is that at ``start + i*step``. Without
    ``interpolate`` x takes the nearest entry, ``floor((x - start)/step + 1/2)``; with it the line
    through both neighbours. Beyond the first and last entry the index is clamped, or the line
    of the outermost pair is not continued: x is clamped to the range.
``polynomial``, ``numerator``, ``denominator``
    All coefficients, lowest first, zeros included.
``coefficients_format``
    The format that holds every coefficient and table value: ``float32``, ``Q2.6``, ...; null:
    float64.
``input_format``, ``output_format``
    Null: arithmetic is float64. Both set: integers. See below.
``arithmetic``
    ``compensated``: Horner's rule in float64, or the line between two entries, carries the errors
    of its steps along.
    ``compensated twice``: and the errors of adding these up. Null: neither.
``error``
    ``{measure, lower, upper, at}``: the largest error over the range lies between ``lower`` and
    ``upper``, proved, and is met at (or beside) ``at``. ``outside_error`` is the same beyond the
    range. ``mse`` is the mean squared error over the range, which is proved to be within
    ``mse_bracket``, ``[lower, upper]``. ``bound_any`` is a proved lower bound of the error of any
    such table, ``bits`` what storing coefficients and inner knots takes.
``slope``
    Null, or a second such object, of order one higher: the slopes of this approximation itself,
    0 beyond a finite range where the value of its end is held.
``note``
    Null, or a sentence: how far this is shown to be the best one.

Arithmetic in float64 (``approximation(x)``) is Horner's rule with a rounding after each product
and each sum; a table between entries is ``v[a] + (v[i+1] - v[i])*((x - place[a])/step)``, where
a is i or i + 1, that of both whose place is nearer to 0. If it is ``compensated``, what
each of these steps takes is added up beside it, and the sum of both, with the line of a
fold, is rounded once (:mod:`~actviz.approximation.value.compensated`).

Arithmetic in integers (``approximation.on_integers``) is for input and output in formats ``Qm.n``
or affine ones; the values of a table have the output's format if that is affine, and coefficients
are ``Qm.n``. Between affine formats ``C[k]`` is the number ``c_k * (2**b*scale_in)**k / scale_out``
of that format, where b, one bit less than x has, is n_in below, and X is ``q - zero``. It is exact
but for these roundings, each half up, ``(v + (1 << (s - 1))) >> s``:

- ``x`` comes rounded to the input format (and saturated).
- Horner: ``acc = C[d]``; for each lower coefficient ``acc = acc*X + (C[k] << n_in)``, exactly; if
  another product follows, ``acc`` is first rounded back to the coefficients' n bits.
- The last sum, with the line of a fold added exactly, is rounded once to the output format and
  saturated.
- Table: ``start`` and ``step`` are whole numbers of input steps, ``T`` of them to a step. Between
  entries ``V[i]*T + (V[i+1] - V[i])*(X - S - i*T)`` is exact, then divided by T and rounded once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from actviz.approximation.value import compensated
from actviz.approximation.value.coefficients import horner, signed
from actviz.approximation.value.integers import on_integers
from actviz.approximation.value.validation import check
from actviz.arrays import np
from actviz.dataclass import dataclass
from actviz.readings.formats import Uniform, fixed
from actviz.text.rows import plain

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_INFINITIES: Final = {"inf": math.inf, "-inf": -math.inf}

Coefficients = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A polynomial on ``[low, high)``, its coefficients lowest first."""

    low: float
    high: float
    coefficients: Coefficients


@dataclass(frozen=True, slots=True)
class Table:
    """``values[i]`` at ``start + i*step``."""

    start: float
    step: float
    values: Coefficients
    interpolate: bool

    @property
    def places(self) -> list[float]:
        """Where the entries are."""
        return [self.start + i * self.step for i in range(len(self.values))]


@dataclass(frozen=True, slots=True)
class Fold:
    """``line[0] + line[1]*x`` plus g(\\|x\\|), times the sign of x if the part is ``odd``."""

    part: str
    line: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bracket:
    """The largest error is between ``lower`` and ``upper``, and met beside ``at``."""

    measure: str
    lower: float
    upper: float
    at: float | None


@dataclass(frozen=True)
class Approximation:
    """One approximation; the module's docstring says what each field means.

    Raises:
        ValueError: the fields contradict each other; the message says which.
    """

    function: str
    order: int
    kind: str
    range: tuple[float, float]
    outside: str | None = None
    ends: tuple[Coefficients, Coefficients] | None = None
    fold: Fold | None = None
    coefficients_format: str | None = None
    input_format: str | None = None
    output_format: str | None = None
    arithmetic: str | None = None
    pieces: tuple[Piece, ...] | None = None
    table: Table | None = None
    polynomial: Coefficients | None = None
    numerator: Coefficients | None = None
    denominator: Coefficients | None = None
    error: Bracket | None = None
    outside_error: Bracket | None = None
    mse: float | None = None
    mse_bracket: tuple[float, float] | None = None
    bound_any: float | None = None
    bits: int | None = None
    slope: Approximation | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        check(self)

    # ------------------------------------------------------------ JSON

    def as_dict(self) -> dict[str, Any]:
        """The object of ``approx.json``."""
        fields: dict[str, Any] = plain(asdict(self))
        if self.slope is not None:
            fields["slope"] = self.slope.as_dict()
        return fields

    def to_json(self) -> str:
        """The text of ``approx.json``, with a line for each key."""
        lines = [
            f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in self.as_dict().items()
        ]
        return "{\n" + ",\n".join(lines) + "\n}\n"

    # ------------------------------------------------------------ values

    @cached_property
    def _steps(self) -> NDArray[np.float64]:
        return np.array([piece.low for piece in self.pieces or ()][1:])

    @cached_property
    def _columns(self) -> NDArray[np.float64]:
        """Coefficients of all pieces, of shape (degree + 1, pieces)."""
        rows = [signed(piece.coefficients) for piece in self.pieces or ()]
        length = max(map(len, rows))
        return np.array([(*row, *[0.0] * (length - len(row))) for row in rows]).T

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        """What it computes in its own arithmetic, as float64 of the shape of ``x``; NaN stays."""
        points = np.asarray(x, dtype=np.float64)
        if self.formats is not None:
            given, _, out = self.formats
            values = out.numbers(self.on_integers(given.integers(points)))
            return np.where(np.isnan(points), np.nan, values)
        values, *errors = self.carried(np.abs(points) if self.fold is not None else points)
        line = None
        if self.fold is not None:
            if self.fold.part == "odd":
                values, *errors = (np.where(points < 0, -one, one) for one in (values, *errors))
            first, slope = self.fold.line
            line = first + slope * points if slope else first
        if self.arithmetic is not None:
            values = compensated.total((values, *errors), line, compensated.on_arrays())
        elif line is not None:
            values = line + values
        return np.where(np.isnan(points), np.nan, values)

    def carried(self, u: NDArray[np.float64]) -> compensated.Carried:
        """Values without fold, and what they lack where that is carried along."""
        low, high = self.range
        x = np.clip(u, low, high)
        values, *errors = (self._inside(x),) if self.arithmetic is None else self._carried(x)
        for end, beyond in zip(self.ends or (), (u < low, u > high), strict=False):
            values = np.where(beyond, horner(signed(end), u), values)
            errors = [np.where(beyond, 0.0, error) for error in errors]
        return values, *errors

    def _at(self, x: NDArray[np.float64]) -> list[Any]:
        """The coefficients of the piece that each place is in."""
        at = np.searchsorted(self._steps, x, side="right")
        return [row[at] for row in self._columns]

    def _carried(self, x: NDArray[np.float64]) -> compensated.Carried:
        """Values within the range, without fold, and what they lack."""
        if self.table is not None:
            return compensated.between(self._entries(x), x, compensated.on_arrays())
        rows = [self._at(x)] if self.pieces is not None else []
        rows += [list(row) for row in (self.polynomial, self.numerator, self.denominator) if row]
        by, zero = compensated.on_arrays(), np.zeros(x.shape)
        times = compensated.TIMES[self.arithmetic or ""]
        with np.errstate(invalid="ignore", over="ignore"):
            first, *others = (
                compensated.carried([c + zero for c in row], x, by, zero, times) for row in rows
            )
            return compensated.quotient(first, others[0], by) if others else first

    def _entries(self, x: NDArray[np.float64]) -> compensated.Between:
        """The entries on both sides of each place."""
        assert self.table is not None
        values, places = np.array(self.table.values), np.array(self.table.places)
        i = np.searchsorted(places[1:-1], x, side="right")
        at = i + (places[i] < 0)
        step = self.table.step
        return compensated.Between(values[at], values[i], values[i + 1], places[at], step)

    def _inside(self, x: NDArray[np.float64]) -> Any:
        """Values within the range, without fold."""
        if self.pieces is not None:
            return horner(self._at(x), x)
        if self.table is not None:
            if not self.table.interpolate:
                values, last = np.array(self.table.values), len(self.table.values) - 1
                t = np.nan_to_num((x - self.table.start) / self.table.step)
                return values[np.clip(np.floor(t + 0.5), 0, last).astype(np.int64)]
            one = self._entries(x)
            return one.value + (one.last - one.first) * ((x - one.place) / one.step)
        if self.polynomial is not None:
            return horner(signed(self.polynomial), x)
        above, below = self.numerator or (), self.denominator or ()
        return horner(signed(above), x) / horner(signed(below), x)

    @cached_property
    def formats(self) -> tuple[Uniform, Uniform, Uniform] | None:
        """Formats of input, coefficients and output, where arithmetic is in integers."""
        if self.input_format is None or self.output_format is None:
            return None
        names = (self.input_format, self.coefficients_format or "", self.output_format)
        return fixed(names[0]), fixed(names[1]), fixed(names[2])

    def on_integers(self, x: NDArray[np.int64]) -> NDArray[np.int64]:
        """The integers that the integers of the input format become: the bits of all exports."""
        return on_integers(self, x)


# ---------------------------------------------------------------- read


def read(text: str, where: str) -> Approximation:
    """The approximation in the text of a JSON file.

    Raises:
        ValueError: it holds none; the message starts with ``where`` and names what is wrong.
    """
    try:
        return _from_dict(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{where}: {str(error) or 'nested too deeply'}") from None


def _from_dict(given: object) -> Approximation:
    names = {part.name for part in fields(Approximation)}
    if not isinstance(given, dict) or not {"function", "kind", "range"} <= given.keys():
        raise ValueError("not an approximation: function, kind and range are needed")
    if unknown := sorted(given.keys() - names):
        raise ValueError(f"unknown key {unknown[0]!r}; known: {', '.join(sorted(names))}")
    parts: dict[str, Any] = {"order": 0} | {key: v for key, v in given.items() if v is not None}
    readers = {
        "range": _pair,
        "ends": lambda value: tuple(_numbers(end) for end in _list(value, 2)),
        "fold": lambda value: Fold(str(_of(value, "part")), _pair(_of(value, "line"))),
        "pieces": lambda value: tuple(map(_piece, _list(value))),
        "table": _table,
        "polynomial": _numbers,
        "numerator": _numbers,
        "denominator": _numbers,
        "error": _bracket,
        "outside_error": _bracket,
        "mse": _number,
        "mse_bracket": _pair,
        "bound_any": _number,
        "slope": _from_dict,
    }
    for key, value in parts.items():
        try:
            if key in readers:
                parts[key] = readers[key](value)
            elif not isinstance(value, int if key in ("order", "bits") else str):
                raise ValueError(f"{value!r} is of the wrong kind")
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None
    return Approximation(**parts)


def _of(value: object, key: str) -> Any:
    if not isinstance(value, Mapping) or key not in value:
        raise ValueError(f"{key!r} is lacking")
    return value[key]


def _number(value: object) -> float:
    if isinstance(value, str) and value in _INFINITIES:
        return _INFINITIES[value]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
        raise ValueError(f"{value!r} is not a number")
    return float(value)


def _list(value: object, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or not value or length not in (None, len(value)):
        raise ValueError("a list is needed" + (f" of {length}" if length else ""))
    return value


def _numbers(value: object) -> Coefficients:
    return tuple(map(_number, _list(value)))


def _pair(value: object) -> tuple[float, float]:
    low, high = map(_number, _list(value, 2))
    return low, high


def _piece(value: object) -> Piece:
    low, high = _number(_of(value, "low")), _number(_of(value, "high"))
    return Piece(low, high, _numbers(_of(value, "coefficients")))


def _table(value: object) -> Table:
    start, step = _number(_of(value, "start")), _number(_of(value, "step"))
    flag = value.get("interpolate", False) if isinstance(value, Mapping) else False
    return Table(start, step, _numbers(_of(value, "values")), flag is True)


def _bracket(value: object) -> Bracket:
    at = _of(value, "at")
    ends = _number(_of(value, "lower")), _number(_of(value, "upper"))
    return Bracket(str(_of(value, "measure")), *ends, None if at is None else _number(at))
