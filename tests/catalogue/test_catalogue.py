"""The catalogue: every row is sound, and says the same as the papers and the libraries."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from actviz.catalogue import ELEMENTWISE, frameworks
from actviz.formula.grammar import parse
from actviz.formula.tree import substitute
from actviz.functions.elementwise import Activation
from actviz.lookup.bibliography import builtin_all
from actviz.lookup.index import rows
from actviz.lookup.names import of_row
from actviz.lookup.registry import canonical, everything, fold, frameworks_of, get, names, resolve
from actviz.measure.accuracy import comparable
from actviz.measure.soundness import variants
from actviz.readings import exact
from tests.sample import some

FRAMEWORKS = frameworks()
REFERENCES = builtin_all()
ROWS: list[dict[str, Any]] = [row for family in ELEMENTWISE for row in rows(family)]
NAMES = [row["name"] for row in ROWS]
ADVICE = ("problem", "solution", "uses", "strengths", "weaknesses", "remedy")

# Four points, and there what an independent evaluation of the published formula gives: mpmath with
# 60 digits, without a look at how actviz writes it.
POINTS = (-3.0, -0.75, 0.5, 2.25)
PUBLISHED: dict[str, tuple[float, ...]] = {
    "binary_step": (0.0, 0.0, 1.0, 1.0),
    "sigmoid": (0.04742587317756678, 0.320821300824607, 0.6224593312018546, 0.9046505351008906),
    "log_sigmoid": (
        -3.048587351573742,
        -1.1368710061148999,
        -0.4740769841801067,
        -0.10020655891674721,
    ),
    "tanh": (-0.9950547536867305, -0.6351489523872873, 0.46211715726000974, 0.9780261147388136),
    "scaled_tanh": (
        -1.6541749246520943,
        -0.7929468301424507,
        0.5516837063305313,
        1.5531438884292263,
    ),
    "softsign": (-0.75, -0.42857142857142855, 0.3333333333333333, 0.6923076923076923),
    "elliott": (0.125, 0.2857142857142857, 0.6666666666666666, 0.8461538461538461),
    "arctan": (-1.2490457723982544, -0.6435011087932844, 0.4636476090008061, 1.1525719972156676),
    "gudermannian": (
        -1.4713043411171927,
        -0.6882013509140213,
        0.48038107913372946,
        1.3607733020976118,
    ),
    "erf": (-0.9999779095030014, -0.7111556336535151, 0.5204998778130465, 0.9985372834133188),
    "loglog": (1.8921786948382924e-09, 0.12039226207982959, 0.545239211892605, 0.8999651626606278),
    "cloglog": (0.04856800709954659, 0.3764750837431996, 0.807704354452035, 0.9999242245227173),
    "isru": (-0.9486832980505138, -0.6, 0.4472135954999579, 0.9138115486202572),
    "laplace": (
        9.540560272489289e-40,
        1.2002293438748045e-07,
        0.23142114841057387,
        0.9999999774230967,
    ),
    "sparse_sigmoid": (0.0, 0.125, 0.75, 1.0),
    "arcsinh": (-1.8184464592320668, -0.6931471805599453, 0.48121182505960347, 1.5501579568690622),
    "bent_identity": (-1.9188611699158102, -0.625, 0.5590169943749475, 2.981107225224513),
    "relu": (0.0, 0.0, 0.5, 2.25),
    "leaky_relu": (-0.03, -0.0075, 0.5, 2.25),
    "softplus": (0.04858735157374206, 0.38687100611489994, 0.9740769841801067, 2.350206558916747),
    "squareplus": (0.3027756377319947, 0.6930004681646914, 1.2807764064044151, 2.630199322349037),
    "sparse_plus": (0.0, 0.015625, 0.5625, 2.25),
    "sqrt_softplus": (
        0.2204253877704246,
        0.6219895546670378,
        0.9869533850086876,
        1.533038342285263,
    ),
    "hard_mish": (0.0, -0.46875, 0.5, 2.25),
    "elu": (-0.950212931632136, -0.5276334472589853, 0.5, 2.25),
    "selu": (-1.6705687287671118, -0.9276320158350512, 0.5253504936777402, 2.364077221549831),
    "isrlu": (-0.9486832980505138, -0.6, 0.5, 2.25),
    "xielu": (0.13982965469429123, -0.19710675780718823, 0.45, 5.175),
    "silu": (-0.14227761953270035, -0.24061597561845527, 0.3112296656009273, 2.035463703977004),
    "gelu": (-0.0040496940948902835, -0.16997051428265114, 0.34573123063700656, 2.2224949365261493),
    "gelu_tanh": (
        -0.003637392081773019,
        -0.1700394448343797,
        0.34571400982514394,
        2.2227986701027116,
    ),
    "quick_gelu": (
        -0.01807130970778597,
        -0.16360994246536217,
        0.35038843660638014,
        2.2021678718633955,
    ),
    "mish": (-0.14564746127562458, -0.2764947145054652, 0.37524521130489513, 2.209456757662626),
    "hard_swish": (0.0, -0.28125, 0.2916666666666667, 1.96875),
    "lisht": (2.9851642610601914, 0.4763617142904655, 0.23105857863000487, 2.2005587581623307),
    "tanh_exp": (-0.14923791753779128, -0.33008209568027364, 0.4643409705752151, 2.249999974161347),
    "serf": (-0.16434553055471848, -0.3117768652495991, 0.41582931148205904, 2.248001243673276),
    "smish": (-0.13890741790175792, -0.2034660815989744, 0.2246979736863778, 1.2775933694445054),
    "logish": (-0.1390068145416565, -0.20869030553100637, 0.2419715518834635, 1.4496717276204705),
    "phish": (0.01214901587003322, 0.12626429699662345, 0.16629217954075387, 2.1977952271427776),
    "snake": (-2.980085143325183, -0.28536860083385146, 0.7298488470659301, 2.8553978997153897),
    "gcu": (2.9699774898013365, -0.5487666516553656, 0.4387912809451864, -1.413390651126163),
    "sinc": (0.04704000268662241, 0.9088516800311123, 0.958851077208406, 0.345810309727965),
    "gaussian": (
        0.00012340980408667956,
        0.569782824730923,
        0.7788007830714049,
        0.006329715427485747,
    ),
    "tanh_shrink": (
        -2.0049452463132695,
        -0.11485104761271268,
        0.03788284273999024,
        1.2719738852611864,
    ),
    "soft_shrink": (-2.5, -0.25, 0.0, 1.75),
    "hard_sigmoid": (0.0, 0.375, 0.5833333333333334, 0.875),
    "arctan_gr": (
        -0.7719527408464865,
        -0.3977055570324936,
        0.28654998116511987,
        0.7123286687606317,
    ),
    "plogish": (
        -2.8072868906516583e-13,
        -0.0004144694333195044,
        0.3448975716464804,
        1.5595811560695385,
    ),
    "spocu": (-0.23828125, -0.23828125, 0.76171875, 0.76171875),
    "smelu": (0.0, 0.1953125, 0.78125, 2.25),
    "berlu": (-0.03, -0.0075, 0.5, 2.25),
    "nelu": (0.045000000000000005, 0.018000000000000002, 0.5, 2.25),
    "poly_relu": (0.0, 0.0, 0.29166666666666663, 6.234375),
    "zorro": (-0.10578978531542173, -0.35348326759794807, 0.5, 1.3400653264791809),
    "cauchy": (-0.2, 0.16, 1.2, 0.5360824742268041),
    "hosc": (-0.8106630461938499, -0.9999633131186578, 0.9990679532365032, 0.9999921580881163),
    "staf": (-0.07126613351013575, -0.9310125066743478, 0.6897932848061771, 0.533690667471647),
    "dyisru": (-0.9486832980505138, -0.6, 0.4472135954999579, 0.9138115486202572),
    "wendland": (0.0, 0.015625, 0.1875, 0.0),
}

# The slope at a kink, left to right, as PyTorch takes it.
SLOPES_AT_KINKS = {
    "relu": {0.0: 0.0},
    "relu6": {0.0: 0.0, 6.0: 0.0},
    "leaky_relu": {0.0: 0.01},
    "prelu": {0.0: 0.25},
    "threshold": {0.0: 0.0},
    "thresholded_relu": {1.0: 0.0},
    "hard_tanh": {-1.0: 0.0, 1.0: 0.0},
    "elu:alpha=0.5": {0.0: 0.5},
    "selu": {0.0: 1.6732632423543772 * 1.0507009873554805},
    "hard_shrink": {-0.5: 0.0, 0.5: 0.0},
    "soft_shrink": {-0.5: 0.0, 0.5: 0.0},
    "abs": {0.0: 0.0},
}

# Where libraries mean different things by the same name.
DIALECTS = {
    "torch:GELU": "gelu",
    "torch:gelu": "gelu",
    "jax:gelu": "gelu_tanh",
    "flax:gelu": "gelu_tanh",
    "keras:gelu": "gelu",
    "ggml:GELU": "gelu_tanh",
    "dl4j:GELU": "quick_gelu",
    "hf:gelu_fast": "hf:gelu_fast",
    "torch:Hardsigmoid": "hard_sigmoid",
    "onnx:HardSigmoid": "onnx:HardSigmoid",
    "mlpack:hard_sigmoid": "mlpack:hard_sigmoid",
    "wolfram:HardSigmoid": "sparse_sigmoid",
    "torch:LeakyReLU": "leaky_relu",
    "keras:leaky_relu": "leaky_relu(negative_slope=0.2)",
    "keras:LeakyReLU": "leaky_relu(negative_slope=0.3)",
    "tf:leaky_relu": "leaky_relu(negative_slope=0.2)",
    "darknet:LEAKY": "leaky_relu(negative_slope=0.1)",
    "onednn:relu": "leaky_relu(negative_slope=0)",
    "neat_python:lelu": "leaky_relu(negative_slope=0.005)",
    "keras:PReLU": "prelu(alpha=0)",
    "flax:PReLU": "prelu(alpha=0.01)",
    "torch:silu": "silu",
    "tf:silu": "swish",
    "keras:hard_silu": "hard_swish",
    "burn:shrink": "shrink(bias=0.5)",
    "onnx:Shrink": "shrink",
}

# A framework's own word for a parameter, and ours.
TRANSLATED = {
    "torch:Hardtanh:min_val=-2:max_val=3": {"low": -2.0, "high": 3.0},
    "torch:PReLU:init=0.1": {"alpha": 0.1},
    "torch:ELU:alpha=0.5": {"alpha": 0.5},
    "onnx:HardSigmoid:alpha=0.3:beta=0.4": {"slope": 0.3, "offset": 0.4},
    "onnx:Selu:gamma=1:alpha=1": {"alpha": 1.0, "scale": 1.0},
    "onnx:ThresholdedRelu:alpha=2": {"threshold": 2.0},
    "onnx:Swish:alpha=2": {"beta": 2.0},
    "tf:leaky_relu:alpha=0.3": {"negative_slope": 0.3},
    "keras:soft_shrink:threshold=1": {"lambd": 1.0},
    "keras:threshold:threshold=1:default_value=2": {"threshold": 1.0, "value": 2.0},
    "paddle:paddle.stanh:scale_a=1:scale_b=2": {"slope": 1.0, "scale": 2.0},
    "torch:prelu:weight=0.1": {"alpha": 0.1},
    "onnx:Clip:min=0:max=6": {"low": 0.0, "high": 6.0},
    "hf:gelu_10:min=-1:max=5": {"low": -1.0, "high": 5.0},
}


def activation(row: dict[str, Any]) -> Activation:
    result = of_row(row)
    assert isinstance(result, Activation)
    return result


def entry(name: str) -> Activation:
    result = resolve(name)[0]
    assert isinstance(result, Activation)
    return result


def ordinary_points() -> np.ndarray[Any, np.dtype[np.float64]]:
    """Points on and between the usual places, off the roots of slopes, into both tails."""
    near = np.linspace(-12.34, 12.34, 61)
    return np.concatenate([near, [-700.5, -90.25, -37.5, -1e-3, 1e-9, 1e-3, 37.5, 90.25, 700.5]])


# --- rows


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_every_row_makes_an_activation(row: dict[str, Any]) -> None:
    function = activation(row)
    assert function.tree.names <= {"x", *function.values}
    assert function.careful_tree.names <= {"x", *function.values}
    for parameter in function.parameters:
        assert parameter.meaning, parameter.name
        low, high = parameter.typical or (parameter.default, parameter.default)
        assert low <= parameter.default <= high, parameter.name
    assert all(variant.values for variant in variants(function)[1:])  # the ends lie in the domain


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_every_row_has_its_prose(row: dict[str, Any]) -> None:
    advice = [field for field in ADVICE if field in row]
    assert advice in ([], list(ADVICE))  # well-known functions have all of it, others none
    for field in ("title", "summary", *advice):
        text = row[field]
        assert text == re.sub(r"\s+", " ", text).strip() != "", field
        assert len(text) <= 320, field
        # One or two sentences say what it is; the rest are phrases.
        assert text.endswith(".") == (field == "summary"), field
    assert 1 <= len(re.findall(r"\.(?= [A-Z]|$)|\.$|\. (?=[a-z])", row["summary"])) <= 3
    note = row.get("note", "")
    assert note == re.sub(r"\s+", " ", note).strip()
    assert not note or note.endswith(".")
    year = row.get("year")
    if year is not None and row.get("reference"):
        known = {REFERENCES[key]["year"] for key in row["reference"].split()}
        assert year in known or "kunc2024" in row["reference"]  # a survey names older work


def test_no_name_and_no_spelling_is_taken_twice() -> None:
    assert len(set(NAMES)) == len(NAMES)
    owners = {fold(name): name for name in names()}
    assert len(owners) == len(names())
    taken: dict[str, str] = {}
    for function in everything():
        for alias in function.aliases:
            assert fold(alias) != fold(function.name), alias
            assert owners.get(fold(alias), function.name) == function.name, alias
            assert taken.setdefault(fold(alias), function.name) == function.name, alias


def test_every_reference_exists_and_is_used() -> None:
    assert all(function.references for function in everything())
    used = {key for function in everything() for key in function.references}
    assert used == set(REFERENCES)
    for key, paper in REFERENCES.items():
        assert {"author", "title", "year"} <= set(paper) <= {
            "author", "title", "year", "venue", "arxiv", "url", "unconfirmed", "kind", "where",
        }, key  # fmt: skip
        assert key.endswith(str(paper["year"]))
        if "arxiv" in paper:
            number = str(paper["arxiv"])
            assert re.fullmatch(r"\d{4}\.\d{4,5}", number)
            assert 2000 + int(number[:2]) == paper["year"], key


# As papers and people write names, and the function that is meant.
WRITTEN = {
    "relu^2": "squared_relu", "ReLU2": "squared_relu", "tanh_softcap": "softcap",
    "wire": "gabor_real", "gabor": "gabor_real", "Smooth ReLU": "smelu", "SmeLU": "smelu",
    "PolyReLU": "poly_relu", "PolyNorm": "poly_norm", "NeLU": "nelu", "B-SiLU": "bsilu",
    "Zorro": "zorro", "Cauchy": "cauchy", "SSMax": "ssmax", "Scalable-Softmax": "ssmax",
    "sparsegen-lin": "sparsegen", "sparsehourglass": "sparsehourglass",
    "spherical softmax": "spherical_softmax", "r-softmax": "r_softmax", "HOSC": "hosc",
    "STAF": "staf", "SeGLU": "seglu", "DyISRU": "dyisru", "clamped SwiGLU": "clamped_swiglu",
    "PowLU": "powlu", "BerLU": "berlu", "Wendland": "wendland", "TeLU": "tanh_exp",
    "SPOCU": "spocu", "PLogish": "plogish", "ArctanGR": "arctan_gr", "smooth_relu": "smelu",
    "soft_relu": "softplus",
}  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_a_name_is_found_as_it_is_written(written: str) -> None:
    assert [function.name for function in resolve(written)] == [WRITTEN[written]]


def test_no_paper_has_two_keys() -> None:
    titles = [re.sub(r"\W", "", str(paper["title"])).lower() for paper in REFERENCES.values()]
    assert len(set(titles)) == len(titles)
    numbers = [paper["arxiv"] for paper in REFERENCES.values() if "arxiv" in paper]
    assert len(set(numbers)) == len(numbers)


def test_each_family_holds_what_its_name_says() -> None:
    for name in names():
        (function,) = resolve(name)
        if not isinstance(function, Activation):
            continue
        if function.family == "bump":
            limits = function.facts().limits
            ends = {end.value for end in (limits.left, limits.right) if end is not None}
            assert ends <= {0.0}, name
        if function.family == "periodic":  # a sine or a cosine of the input, whatever else
            assert re.search(r"\b(sin|cos|sinc)\(", function.formula), name


# --- formulas


@pytest.mark.parametrize("name", PUBLISHED)
def test_values_are_those_of_the_published_formula(name: str) -> None:
    function = entry(name)
    values = function.exact(np.array(POINTS))
    assert np.asarray(values).tolist() == list(PUBLISHED[name])
    assert np.asarray(function(np.array(POINTS))) == pytest.approx(PUBLISHED[name], rel=1e-14)


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_identities_are_the_derivative(row: dict[str, Any]) -> None:
    x = np.array([-2.7, -1.1, -0.3, 0.2, 0.9, 2.6])
    for function in variants(activation(row)):
        slope = exact.evaluate(function.derivative_tree(), x, function.values)
        for text in function.identities:
            tree = parse(text, ["f", *function.values])
            claimed = substitute(tree, {"f": function.tree})
            values = exact.evaluate(claimed, x, function.values)
            assert np.array_equal(values, slope, equal_nan=True), text


@pytest.mark.parametrize(
    "row", some([row for row in ROWS if "careful" in row]), ids=lambda r: r["name"]
)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_careful_is_the_same_function(row: dict[str, Any], order: int) -> None:
    for function in variants(activation(row)):
        x = ordinary_points()
        x = x[comparable(function, x, order)]
        tree = function.derivative_tree(order)
        fast = function.derivative_tree(order, careful=True)
        true = exact.evaluate(tree, x, function.values)
        values = exact.evaluate(fast, x, function.values)
        slope = exact.evaluate(function.derivative_tree(order + 1), x, function.values)
        # As near as an input of another last digit would bring it.
        with np.errstate(over="ignore", invalid="ignore"):
            allowed = 1e-15 * (np.abs(true) + np.abs(x * slope)) + 1e-322
            same = (values == true) | (np.abs(values - true) <= allowed)
        # At a joint the tree of the formula may say less than the function does.
        told = np.asarray(function.exact(x[~same], order=order))
        assert (np.abs(values[~same] - told) <= allowed[~same]).all(), function.display


@pytest.mark.parametrize("spec", SLOPES_AT_KINKS)
def test_the_slope_at_a_kink_is_that_of_pytorch(spec: str) -> None:
    function = entry(spec)
    for place, slope in SLOPES_AT_KINKS[spec].items():
        assert function.derivative(place) == pytest.approx(slope, rel=1e-15)
        assert function.exact(place, order=1) == pytest.approx(slope, rel=1e-15)


# --- frameworks


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_target_resolves_with_its_settings(framework: str) -> None:
    for spelling, target in FRAMEWORKS[framework].items():
        _, *settings = target.split(":")
        result = resolve(f"{framework}:{spelling}")[0]
        assert result.name == canonical(target)
        assert spelling in frameworks_of(result.name)[framework]
        for setting in settings:
            ours, _, theirs = setting.partition("=")
            assert ours in result.values, target
            if theirs[0].isalpha():
                # Their word for it is understood, and is not ours for the same thing.
                assert theirs != ours
                value = result.values[ours]
                again = resolve(f"{framework}:{spelling}:{theirs}={value!r}")[0]
                assert again.values == result.values, target


@pytest.mark.parametrize("spec", DIALECTS)
def test_dialects(spec: str) -> None:
    assert resolve(spec)[0].display == DIALECTS[spec]


@pytest.mark.parametrize("spec", TRANSLATED)
def test_a_framework_s_own_words_for_parameters(spec: str) -> None:
    assert get(spec).values == TRANSLATED[spec]


def test_settings_hold_the_libraries_constants() -> None:
    onnx = get("onnx:Selu").values
    assert onnx == {"alpha": float(np.float32(1.6732632)), "scale": float(np.float32(1.050701))}
    wolfram = get("wolfram:SELU").values
    assert wolfram["alpha"] * wolfram["scale"] == pytest.approx(1.758099340847161, rel=1e-15)
    assert get("paddle:paddle.stanh").values == {"scale": 1.7159, "slope": 0.67}
